package io.millrace.json;

import java.nio.charset.StandardCharsets;

/** An immutable JSON value. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** The deepest nesting of arrays and objects that is read: 256. */
  int MAX_DEPTH = 256;

  /**
   * Reads the one value that {@code text} holds.
   *
   * @throws JsonException if the text is anything but one JSON value with surrounding white space,
   *     or holds a duplicate key, a lone surrogate, a number beyond the range of a double or beyond
   *     1,000 digits, or nests deeper than {@link #MAX_DEPTH}
   */
  static JsonValue parse(String text) {
    return JsonReader.read(text);
  }

  /**
   * Reads the one value that {@code utf8} holds, as {@link #parse(String)} does.
   *
   * @throws JsonException if the bytes are not UTF-8, or for the reasons of {@link #parse(String)}
   */
  static JsonValue parse(byte[] utf8) {
    return JsonReader.read(Utf8.decode(utf8));
  }

  /** The string {@code value}. */
  static JsonString of(String value) {
    return new JsonString(value);
  }

  /** The integer {@code value}. */
  static JsonNumber of(long value) {
    return new JsonNumber(value);
  }

  /**
   * The number {@code value}, written in the fewest digits that name it as a float.
   *
   * @throws IllegalArgumentException if {@code value} is infinite or not a number
   */
  static JsonNumber of(float value) {
    return new JsonNumber(value);
  }

  /**
   * The number {@code value}.
   *
   * @throws IllegalArgumentException if {@code value} is infinite or not a number
   */
  static JsonNumber of(double value) {
    return new JsonNumber(value);
  }

  /** The boolean {@code value}. */
  static JsonBoolean of(boolean value) {
    return value ? JsonBoolean.TRUE : JsonBoolean.FALSE;
  }

  /** JSON's {@code null}. */
  static JsonNull nothing() {
    return JsonNull.NULL;
  }

  /**
   * This value as compact JSON on one line.
   *
   * <p>Members stand in their order; doubles take the fewest digits that name them; only quotes,
   * backslashes, control characters, line separators and lone surrogates are escaped, so that the
   * result is one line for every reader and always encodes to UTF-8.
   */
  default String toJson() {
    StringBuilder out = new StringBuilder();
    JsonText.append(out, this);
    return out.toString();
  }

  /** The UTF-8 bytes of {@link #toJson}. */
  default byte[] toUtf8() {
    return toJson().getBytes(StandardCharsets.UTF_8);
  }

  /** This value under the name {@code path}, for reading with errors that say where. */
  default JsonField at(String path) {
    return new JsonField(path, this);
  }
}
