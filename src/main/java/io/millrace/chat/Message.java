package io.millrace.chat;

import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;

/**
 * One message of a conversation.
 *
 * @param fields as the template sees them: {@code role}, {@code content}, and whatever else belongs
 *     to the message, such as {@code tool_calls}
 */
public record Message(JsonObject fields) {

  /** A message of text. */
  public static Message of(String role, String content) {
    return new Message(JsonObject.builder().put("role", role).put("content", content).build());
  }

  /**
   * Reads a message as the OpenAI API has it, made ready for templates: parts of text become one
   * string, and the arguments of tool calls become objects.
   *
   * @throws io.millrace.json.JsonException that names the path, if it is no such message
   */
  public static Message parse(JsonField message) {
    return MessageParser.parse(message);
  }

  /** Who speaks: system, user, assistant, tool. */
  public String role() {
    return fields.at("message").require("role").asString();
  }
}
