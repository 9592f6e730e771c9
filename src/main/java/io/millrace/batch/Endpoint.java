package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.ModelInfo;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.List;

/** A kind of request: how its body is read and how its answer is written. */
interface Endpoint {

  /** Conversations. */
  Endpoint CHAT = new ChatEndpoint();

  /** Texts to be continued. */
  Endpoint COMPLETIONS = new CompletionsEndpoint();

  /** All kinds, by the order of their urls. */
  List<Endpoint> ALL = List.of(CHAT, COMPLETIONS);

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

  /** The kind that prompts of a text or CSV file are. */
  static Endpoint of(PromptUse use, ModelInfo model) {
    return switch (use) {
      case CHAT -> CHAT;
      case COMPLETION -> COMPLETIONS;
      case AUTO -> model.chat() ? CHAT : COMPLETIONS;
    };
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

  /** The body that asks for one prompt and nothing more. */
  JsonObject body(String prompt);

  /** The body of the response. */
  JsonObject write(ResponseHead head, BodyRequests asked, List<Answer> answers);
}
