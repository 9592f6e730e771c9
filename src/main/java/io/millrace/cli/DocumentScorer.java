package io.millrace.cli;

import io.millrace.Embedding;
import io.millrace.EncodingOptions;
import io.millrace.Model;
import io.millrace.Reranker;
import io.millrace.Score;
import io.millrace.ScoringOptions;
import io.millrace.TextEncoder;
import io.millrace.TextPair;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Scores documents against one query. */
interface DocumentScorer extends Function<String, CompletableFuture<Score>> {

  /**
   * The scorer of a model and a query.
   *
   * @throws IllegalArgumentException if the model is of another kind
   * @throws io.millrace.RequestException if the query cannot be read
   */
  static DocumentScorer of(Model model, String query, ScoringOptions options) {
    if (model instanceof Reranker reranker) {
      return document -> reranker.submit(new TextPair(query, document), options);
    }
    if (model instanceof TextEncoder encoder) {
      return cosines(encoder, query, options);
    }
    throw new IllegalArgumentException(
        model.info().name() + ": neither scores nor encodes texts; give a reranker or an encoder");
  }

  private static DocumentScorer cosines(TextEncoder encoder, String query, ScoringOptions options) {
    EncodingOptions encoding =
        options.maxTokens().isPresent()
            ? EncodingOptions.defaults().withMaxTokens(options.maxTokens().getAsInt())
            : EncodingOptions.defaults();
    Embedding asked = new Embedding(encoder.encode(query, encoding), 0);
    return document ->
        encoder
            .submit(document, encoding)
            .thenApply(found -> new Score(asked.cosine(found), found.tokens()));
  }
}
