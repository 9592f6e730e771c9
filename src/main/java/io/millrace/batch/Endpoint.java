package io.millrace.batch;

import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;

/** A kind of request to an opened model: how its body is read. */
interface Endpoint {

  /** Its path, such as {@code /v1/completions}. */
  String url();

  /**
   * Reads a body.
   *
   * @param customId names the requests
   * @param created the time of the job, in seconds since 1970
   * @throws io.millrace.json.JsonException if something is unknown, missing or of the wrong kind
   * @throws io.millrace.RequestException if something is out of its range or unsupported
   */
  BodyWork<?> read(String customId, long created, JsonField body);

  /** The body that asks for one text and nothing more. */
  JsonObject body(String text);
}
