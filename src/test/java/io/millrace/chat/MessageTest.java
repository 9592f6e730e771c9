package io.millrace.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.json.JsonException;
import io.millrace.json.JsonValue;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static Message parse(String json) {
    return Message.parse(JsonValue.parse(json).at("messages[0]"));
  }

  private static void refuses(String json, String message) {
    assertEquals(message, assertThrows(JsonException.class, () -> parse(json)).getMessage(), json);
  }

  @Test
  void keepsTextAndOtherFields() {
    Message message = parse("{\"role\":\"user\",\"content\":\"Hi\",\"name\":\"Ann\",\"x\":null}");
    assertEquals("user", message.role());
    assertEquals(
        "{\"role\":\"user\",\"content\":\"Hi\",\"name\":\"Ann\",\"x\":null}",
        message.fields().toJson());
    assertEquals(Message.of("user", "Hi"), parse("{\"role\":\"user\",\"content\":\"Hi\"}"));
  }

  @Test
  void joinsPartsOfText() {
    Message message =
        parse(
            "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"text\",\"text\":\"b\"}]}");
    assertEquals(Message.of("user", "a\nb"), message);
  }

  @Test
  void readsArgumentsOfToolCalls() {
    Message message =
        parse(
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{\\\"a\\\": [1]}\"}}]}");
    assertEquals(
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"function\":"
            + "{\"name\":\"f\",\"arguments\":{\"a\":[1]}}}]}",
        message.fields().toJson());
  }

  @Test
  void refusesWhatIsNoMessage() {
    refuses("3", "messages[0]: found the number 3, expected an object");
    refuses("{}", "messages[0].role: found nothing, expected a value");
    refuses("{\"role\":1}", "messages[0].role: found the number 1, expected a string");
    refuses(
        "{\"role\":\"user\"}",
        "messages[0]: found an object, expected content or tool_calls in it");
    refuses(
        "{\"role\":\"user\",\"content\":{}}",
        "messages[0].content: found an object, expected a string");
    refuses(
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}",
        "messages[0].content[0].type: found the string \"image_url\", expected \"text\"; only text"
            + " can be read here");
    refuses(
        "{\"role\":\"assistant\",\"tool_calls\":[{}]}",
        "messages[0].tool_calls[0].function: found nothing, expected a value");
    refuses(
        "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\","
            + "\"arguments\":\"[1]\"}}]}",
        "messages[0].tool_calls[0].function.arguments: expected a string that holds a JSON object"
            + " (messages[0].tool_calls[0].function.arguments: found an array, expected an"
            + " object)");
  }
}
