package io.millrace.batch;

import io.millrace.json.JsonObject;

/** What scores queries and documents in one kind of model. */
interface PairScorer {

  /** Writes the response to a body. */
  interface Writer {

    /**
     * Writes it.
     *
     * @param scores one a document
     */
    JsonObject write(ResponseHead head, float[] scores, JsonObject usage);
  }

  /** The work that ends in a response made of scores. */
  BodyWork<?> score(QueryPairs pairs, TextParameters parameters, Writer writer);
}
