package io.millrace.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds values from the tokens of jackson-core. */
final class JsonReader {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(JsonValue.MAX_DEPTH + 1)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  static JsonValue read(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new JsonReader(parser).document();
    } catch (JsonProcessingException e) {
      throw translate(e);
    } catch (IOException e) {
      throw new AssertionError("reading a string cannot fail", e);
    }
  }

  private JsonValue document() throws IOException {
    if (parser.nextToken() == null) {
      throw error("found the end of the text, expected a value");
    }
    JsonValue value = value(0);
    if (parser.nextToken() != null) {
      throw error("found more text after the value, expected the end");
    }
    return value;
  }

  /** The value that starts with the current token, inside {@code depth} arrays and objects. */
  private JsonValue value(int depth) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(nested(depth));
      case START_ARRAY -> array(nested(depth));
      case VALUE_STRING -> new JsonString(wellFormed(parser.getText()));
      case VALUE_NUMBER_INT -> new JsonNumber(parser.getNumberValue());
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> JsonBoolean.TRUE;
      case VALUE_FALSE -> JsonBoolean.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      default -> throw error("found " + token + ", expected a value");
    };
  }

  private int nested(int depth) {
    if (depth == JsonValue.MAX_DEPTH) {
      throw error("found deeper nesting, expected at most " + JsonValue.MAX_DEPTH + " levels");
    }
    return depth + 1;
  }

  private JsonObject object(int depth) throws IOException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = wellFormed(parser.currentName());
      if (members.containsKey(key)) {
        throw error("found the key " + JsonValue.of(key) + " again, expected each key once");
      }
      parser.nextToken();
      members.put(key, value(depth));
    }
    return new JsonObject(members);
  }

  private JsonArray array(int depth) throws IOException {
    List<JsonValue> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(depth));
    }
    return new JsonArray(elements);
  }

  private JsonNumber decimal() throws IOException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw error("found the number " + parser.getText() + ", expected one in a double's range");
    }
    return new JsonNumber(value);
  }

  private String wellFormed(String text) {
    int at = Surrogates.firstLone(text);
    if (at >= 0) {
      throw error(
          String.format(
              "found the lone surrogate \\u%04x, expected a pair", (int) text.charAt(at)));
    }
    return text;
  }

  private JsonException error(String message) {
    JsonLocation at = parser.currentTokenLocation();
    return new JsonException(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), message);
  }

  /** Jackson's message without its advice on its own options and its references to the source. */
  private static JsonException translate(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String message =
        e.getOriginalMessage()
            .replaceAll(" ?\\((start marker at|for \\w+ starting at|not recognized as).*", "")
            .replaceAll(": enable `.*", ", expected a value")
            .replaceAll(", from `[^`]*`", "");
    int line = at == null ? 1 : Math.max(1, at.getLineNr());
    int column = at == null ? 1 : Math.max(1, at.getColumnNr());
    return new JsonException(line, column, message);
  }
}
