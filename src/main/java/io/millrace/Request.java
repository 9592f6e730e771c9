package io.millrace;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/**
 * One thing to answer.
 *
 * @param id names the request in its answer, and stands in for a missing seed: with the same id,
 *     prompt and options the answer is the same
 * @param prompt what to continue
 * @param options how to choose the tokens
 */
public record Request(String id, Prompt prompt, DecodingOptions options) {

  public Request {
    Objects.requireNonNull(id, "request: id is null, expected a string");
    Objects.requireNonNull(prompt, "request: prompt is null, expected a prompt");
    Objects.requireNonNull(options, "request: options are null, expected DecodingOptions");
  }

  /** Continues a text; no special tokens are parsed in it. */
  public static Request of(String text) {
    return of(new Prompt.Text(text));
  }

  /** Answers a conversation, through the chat template of the model; it is now, in UTC. */
  public static Request chat(List<Message> messages) {
    return of(new Prompt.Chat(messages, List.of(), LocalDateTime.now(ZoneOffset.UTC)));
  }

  /** Continues tokens as they are: no beginning-of-sequence token is added. */
  public static Request tokens(int... ids) {
    return of(new Prompt.Ids(ids));
  }

  private static Request of(Prompt prompt) {
    return new Request("", prompt, DecodingOptions.defaults());
  }

  /** The same request under another id. */
  public Request withId(String id) {
    return new Request(id, prompt, options);
  }

  /** The same request with other options. */
  public Request withOptions(DecodingOptions options) {
    return new Request(id, prompt, options);
  }
}
