package io.millrace.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

  @Test
  void readsEveryKindOfValue() {
    JsonObject object =
        (JsonObject)
            JsonValue.parse(
                " {\"b\": [1, -2.5e3, true, false, null, \"\\u00e9\\n"
                    + "\\ud83d\\ude00\"], \"a\": {}} ");
    assertEquals(List.of("b", "a"), List.copyOf(object.members().keySet()));
    JsonArray expected =
        JsonArray.builder().add(1).add(-2500.0).add(true).add(false).addNull().add("é\n😀").build();
    assertEquals(expected, object.get("b").orElseThrow());
    assertEquals(JsonObject.builder().build(), object.get("a").orElseThrow());
    assertTrue(object.get("c").isEmpty());
  }

  @Test
  void keepsIntegersExact() {
    String huge = "123456789012345678901234567890";
    assertEquals(new JsonNumber(Long.MAX_VALUE), JsonValue.parse("9223372036854775807"));
    assertEquals(new JsonNumber(Long.MIN_VALUE), JsonValue.parse("-9223372036854775808"));
    assertEquals(new JsonNumber(new BigInteger(huge)), JsonValue.parse(huge));
    assertEquals(huge, JsonValue.parse(huge).toJson());
    assertTrue(((JsonNumber) JsonValue.parse("7")).isInteger());
    assertEquals("7.0", JsonValue.parse("7.0").toJson());
    assertEquals("100000.0", JsonValue.parse("1e5").toJson());
    assertEquals("-0.0", JsonValue.parse("-0.0").toJson());
  }

  @Test
  void writesOneLineThatAlwaysEncodes() {
    String text = "\"\\/\b\f\n\r\t\0\u007f\u0085\u2028é😀\ud83d";
    String expected = "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u007f\\u0085\\u2028é😀\\ud83d\"";
    assertEquals(expected, JsonValue.of(text).toJson());
    assertEquals("é😀", JsonValue.parse(JsonValue.of("é😀").toUtf8()).at("x").asString());
  }

  @Test
  void writesMembersInOrder() {
    JsonObject object =
        JsonObject.builder()
            .put("z", 1)
            .put("y", 0.5)
            .put("x", 0.1f)
            .put("w", "v")
            .putNull("u")
            .put("t", true)
            .put("s", JsonArray.of(JsonValue.nothing(), JsonValue.of(false)))
            .put("z", 2)
            .build();
    assertEquals(
        "{\"z\":2,\"y\":0.5,\"x\":0.1,\"w\":\"v\",\"u\":null,\"t\":true,\"s\":[null,false]}",
        object.toJson());
    assertEquals(object, JsonValue.parse(object.toJson()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "tru",
        "nul",
        "NaN",
        "Infinity",
        "-Infinity",
        "-",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "1 2",
        "{} {}",
        "[] x",
        "\"abc",
        "\"a\nb\"",
        "\"\\x\"",
        "\"\\u12\"",
        "// c\n1",
        "/* */ 1",
        "\uFEFF1",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "1e999",
        "{\"a\":1,\"a\":2}",
        "[1}",
        "}"
      })
  void refusesWhatIsNotJson(String text) {
    JsonException error = assertThrows(JsonException.class, () -> JsonValue.parse(text));
    assertTrue(error.line() >= 1 && error.column() >= 1, error.getMessage());
    assertTrue(error.getMessage().startsWith("line "), error.getMessage());
    assertTrue(!error.getMessage().matches(".*(enable|Source|Feature).*"), error.getMessage());
  }

  @Test
  void saysWhereAKeyRepeats() {
    String text = "{\n  \"a\": 1,\n  \"a\": 2}";
    JsonException error = assertThrows(JsonException.class, () -> JsonValue.parse(text));
    assertEquals(
        "line 3, column 3: found the key \"a\" again, expected each key once", error.getMessage());
  }

  @Test
  void limitsDepth() {
    String deepest = "[".repeat(JsonValue.MAX_DEPTH) + "]".repeat(JsonValue.MAX_DEPTH);
    assertEquals(deepest, JsonValue.parse(deepest).toJson());
    String tooDeep = "[" + deepest + "]";
    JsonException error = assertThrows(JsonException.class, () -> JsonValue.parse(tooDeep));
    assertEquals(
        "line 1, column 257: found deeper nesting, expected at most 256 levels",
        error.getMessage());
    String endless = "{\"a\":".repeat(1_000_000);
    assertThrows(JsonException.class, () -> JsonValue.parse(endless));
  }

  @Test
  void limitsNumbers() {
    assertEquals("1".repeat(1000), JsonValue.parse("1".repeat(1000)).toJson());
    assertThrows(JsonException.class, () -> JsonValue.parse("1".repeat(1001)));
    assertThrows(IllegalArgumentException.class, () -> JsonValue.of(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> JsonValue.of(Float.NEGATIVE_INFINITY));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[][] malformed = {
      {'"', (byte) 0xFF, '"'},
      {'"', (byte) 0xC0, (byte) 0x80, '"'},
      {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
      {'"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
      {'"', (byte) 0xE2, (byte) 0x82},
    };
    for (byte[] bytes : malformed) {
      JsonException error = assertThrows(JsonException.class, () -> JsonValue.parse(bytes));
      assertTrue(error.getMessage().contains("at offset 1, expected valid UTF-8"));
    }
    byte[] second = "[\n \"\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    JsonException error = assertThrows(JsonException.class, () -> JsonValue.parse(second));
    assertEquals(
        "line 2, column 3: found byte 0xE9 at offset 4, expected valid UTF-8", error.getMessage());
  }

  @Test
  void takesAReplacementCharacterThatIsThere() {
    assertEquals(
        JsonValue.of("\uFFFD"), JsonValue.parse("\"\uFFFD\"".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void valuesAreImmutable() {
    JsonObject object = (JsonObject) JsonValue.parse("{\"a\":[1]}");
    assertThrows(UnsupportedOperationException.class, () -> object.members().clear());
    JsonArray array = object.at("").require("a").array();
    assertThrows(UnsupportedOperationException.class, () -> array.elements().clear());
  }
}
