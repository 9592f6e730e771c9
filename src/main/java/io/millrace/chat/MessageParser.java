package io.millrace.chat;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads messages of the OpenAI API into what templates expect. */
final class MessageParser {

  private MessageParser() {}

  static Message parse(JsonField message) {
    message.require("role").asString();
    if (message.find("content").isEmpty() && message.find("tool_calls").isEmpty()) {
      throw message.wrong("content or tool_calls in it");
    }
    JsonObject.Builder fields = JsonObject.builder();
    message
        .object()
        .members()
        .forEach((key, value) -> fields.put(key, prepared(key, value, message)));
    return new Message(fields.build());
  }

  private static JsonValue prepared(String key, JsonValue value, JsonField message) {
    if (value instanceof JsonNull) {
      return value;
    }
    return switch (key) {
      case "content" -> content(message.require(key));
      case "tool_calls" -> each(message.require(key), MessageParser::toolCall);
      default -> value;
    };
  }

  /** Text as it is; parts of text joined by line ends, since few templates know parts. */
  private static JsonValue content(JsonField content) {
    if (!(content.value() instanceof JsonArray)) {
      return JsonValue.of(content.asString());
    }
    List<String> parts = new ArrayList<>();
    for (JsonField part : content.elements()) {
      JsonField type = part.require("type");
      if (!type.asString().equals("text")) {
        throw type.wrong("\"text\"; only text can be read here");
      }
      parts.add(part.require("text").asString());
    }
    return JsonValue.of(String.join("\n", parts));
  }

  private static JsonArray each(JsonField array, UnaryOperator<JsonField> change) {
    JsonArray.Builder changed = JsonArray.builder();
    array.elements().forEach(element -> changed.add(change.apply(element).value()));
    return changed.build();
  }

  private static JsonField toolCall(JsonField call) {
    JsonField function = call.require("function");
    function.require("name").asString();
    JsonObject.Builder changed = JsonObject.builder();
    function.object().members().forEach(changed::put);
    function.find("arguments").ifPresent(a -> changed.put("arguments", arguments(a)));
    JsonObject.Builder result = JsonObject.builder();
    call.object().members().forEach(result::put);
    return new JsonField(call.path(), result.put("function", changed.build()).build());
  }

  /** The API passes arguments as JSON in a string; templates write them as JSON themselves. */
  private static JsonValue arguments(JsonField arguments) {
    if (!(arguments.value() instanceof JsonString text)) {
      return arguments.object();
    }
    try {
      return JsonValue.parse(text.value()).at(arguments.path()).object();
    } catch (JsonException e) {
      throw new JsonException(
          arguments.path()
              + ": expected a string that holds a JSON object ("
              + e.getMessage()
              + ")");
    }
  }
}
