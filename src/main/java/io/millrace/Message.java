package io.millrace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} or what else the
 *     template knows
 * @param content its text, empty if the turn has none
 * @param more further fields for the template, such as {@code tool_calls}, as JSON-like values
 *     (maps, lists, strings, numbers, booleans, null); empty for none
 */
public record Message(String role, String content, Map<String, Object> more) {

  public Message {
    Objects.requireNonNull(role, "message: role is null, expected a string");
    Objects.requireNonNull(content, "message: content is null, expected a string");
    more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  /** A turn with a text and nothing else. */
  public static Message of(String role, String content) {
    return new Message(role, content, Map.of());
  }

  /** What the user says. */
  public static Message user(String content) {
    return of("user", content);
  }

  /** What the operator asks of the model. */
  public static Message system(String content) {
    return of("system", content);
  }

  /** What the model said. */
  public static Message assistant(String content) {
    return of("assistant", content);
  }
}
