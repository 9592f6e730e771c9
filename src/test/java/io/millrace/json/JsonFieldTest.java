package io.millrace.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class JsonFieldTest {

  private final JsonField body =
      JsonValue.parse(
              "{\"n\":3,\"whole\":16.0,\"half\":0.5,\"s\":\"x\",\"yes\":true,\"none\":null,"
                  + "\"big\":99999999999999999999,\"messages\":[{\"content\":7}]}")
          .at("");

  @Test
  void readsValuesInRange() {
    assertEquals(3, body.require("n").asInt(0, 3));
    assertEquals(16, body.require("whole").asInt(1, 16));
    assertEquals(0.5, body.require("half").asDouble(0, 1));
    assertEquals(3.0, body.require("n").asDouble(0, 10));
    assertEquals("x", body.require("s").asString());
    assertTrue(body.require("yes").asBoolean());
    assertTrue(body.find("none").isEmpty());
    assertTrue(body.find("absent").isEmpty());
    assertEquals(8, body.members().size());
    assertEquals(1, body.require("messages").array().size());
  }

  @Test
  void errorsNameThePath() {
    JsonField message = body.require("messages").elements().get(0);
    fails(
        "messages[0].content: found the number 7, expected a string",
        () -> message.require("content").asString());
    fails("messages[0].role: found nothing, expected a value", () -> message.require("role"));
    fails("messages[0]: found an object, expected an array", message::elements);
    fails("none: found null, expected a value", () -> body.require("none"));
    fails(
        "n: found the number 3, expected an integer from 4 to 9",
        () -> body.require("n").asInt(4, 9));
    fails(
        "half: found the number 0.5, expected an integer from 0 to 9",
        () -> body.require("half").asInt(0, 9));
    fails(
        "big: found the number 99999999999999999999, expected an integer from 0 to 9",
        () -> body.require("big").asLong(0, 9));
    fails(
        "half: found the number 0.5, expected a number from 1.0 to 2.0",
        () -> body.require("half").asDouble(1, 2));
    fails("s: found the string \"x\", expected true or false", () -> body.require("s").asBoolean());
    fails("yes: found true, expected an object", () -> body.require("yes").object());
    fails("found an object, expected an array", body::array);
    fails(
        "s: unknown, expected one of big, half, messages, n, none, whole, yes",
        () -> body.allowOnly(Set.of("n", "whole", "half", "yes", "none", "big", "messages")));
  }

  @Test
  void cutsLongValues() {
    JsonField field = JsonValue.of("a".repeat(1000)).at("stop");
    JsonException error = assertThrows(JsonException.class, field::object);
    assertTrue(error.getMessage().length() < 120, error.getMessage());
  }

  private static void fails(String message, Executable reading) {
    assertEquals(message, assertThrows(JsonException.class, reading).getMessage());
  }
}
