package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.List;

/** A kind of request: how its body is read and how its answer is written. */
interface Endpoint {

  /** All kinds, by the order of their urls. */
  List<Endpoint> ALL = List.of(new ChatEndpoint(), new CompletionsEndpoint());

  /**
   * The kind that a line's url names.
   *
   * @throws io.millrace.json.JsonException if there is none
   */
  static Endpoint of(JsonField url) {
    for (Endpoint endpoint : ALL) {
      if (endpoint.url().equals(url.asString())) {
        return endpoint;
      }
    }
    throw url.wrong("one of " + String.join(", ", ALL.stream().map(Endpoint::url).toList()));
  }

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
  BodyRequests read(String customId, long created, JsonField body);

  /** The body of the response. */
  JsonObject write(ResponseHead head, BodyRequests asked, List<Answer> answers);
}
