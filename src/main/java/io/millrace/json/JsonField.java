package io.millrace.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A value and the path that led to it, for reading requests with errors that say where.
 *
 * <p>Every reading method throws a {@link JsonException} such as {@code "messages[0].content: found
 * the number 3, expected a string"}.
 *
 * @param path such as {@code messages[0].content}; empty for the whole document
 */
public record JsonField(String path, JsonValue value) {

  /** Longer values are cut in error messages. */
  private static final int SHOWN = 60;

  /** The member {@code key} of this object; empty when it is absent or null. */
  public Optional<JsonField> find(String key) {
    return object().get(key).filter(v -> !(v instanceof JsonNull)).map(v -> member(key, v));
  }

  /** The member {@code key} of this object, which must be there and not null. */
  public JsonField require(String key) {
    return find(key)
        .orElseThrow(
            () -> {
              boolean isNull = object().get(key).isPresent();
              return new JsonException(
                  pathOf(key) + ": found " + (isNull ? "null" : "nothing") + ", expected a value");
            });
  }

  /** The members of this object, in order. */
  public List<JsonField> members() {
    List<JsonField> fields = new ArrayList<>();
    object().members().forEach((key, v) -> fields.add(member(key, v)));
    return fields;
  }

  /** The elements of this array, in order. */
  public List<JsonField> elements() {
    JsonArray array = array();
    List<JsonField> fields = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      fields.add(new JsonField(path + "[" + i + "]", array.get(i)));
    }
    return fields;
  }

  /** Fails for the first member of this object whose key is not in {@code known}. */
  public void allowOnly(Set<String> known) {
    for (String key : object().members().keySet()) {
      if (!known.contains(key)) {
        String expected = String.join(", ", known.stream().sorted().toList());
        throw new JsonException(pathOf(key) + ": unknown, expected one of " + expected);
      }
    }
  }

  /** This value, which must be an object. */
  public JsonObject object() {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw wrong("an object");
  }

  /** This value, which must be an array. */
  public JsonArray array() {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong("an array");
  }

  /** This value, which must be a string. */
  public String asString() {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw wrong("a string");
  }

  /** This value, which must be {@code true} or {@code false}. */
  public boolean asBoolean() {
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw wrong("true or false");
  }

  /** This value, which must be an integer from {@code min} to {@code max}; 16.0 counts as 16. */
  public int asInt(int min, int max) {
    return (int) asLong(min, max);
  }

  /** This value, which must be an integer from {@code min} to {@code max}; 16.0 counts as 16. */
  public long asLong(long min, long max) {
    if (value instanceof JsonNumber number) {
      Optional<BigInteger> integer = integer(number);
      if (integer.isPresent()
          && integer.get().bitLength() < Long.SIZE
          && integer.get().longValue() >= min
          && integer.get().longValue() <= max) {
        return integer.get().longValue();
      }
    }
    throw wrong("an integer from " + min + " to " + max);
  }

  /** This value, which must be a number from {@code min} to {@code max}. */
  public double asDouble(double min, double max) {
    if (value instanceof JsonNumber number
        && number.doubleValue() >= min
        && number.doubleValue() <= max) {
      return number.doubleValue();
    }
    throw wrong("a number from " + min + " to " + max);
  }

  /** The complaint that this value is not {@code expected}, to be thrown by the caller. */
  public JsonException wrong(String expected) {
    String where = path.isEmpty() ? "" : path + ": ";
    return new JsonException(where + "found " + describe() + ", expected " + expected);
  }

  private static Optional<BigInteger> integer(JsonNumber number) {
    if (number.number() instanceof Double decimal) {
      boolean whole = Math.rint(decimal) == decimal;
      return whole ? Optional.of(new BigDecimal(decimal).toBigInteger()) : Optional.empty();
    }
    return Optional.of(new BigInteger(number.number().toString()));
  }

  private JsonField member(String key, JsonValue member) {
    return new JsonField(pathOf(key), member);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String describe() {
    if (value instanceof JsonObject) {
      return "an object";
    }
    if (value instanceof JsonArray) {
      return "an array";
    }
    String text = value.toJson();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    if (value instanceof JsonString) {
      return "the string " + shown;
    }
    return value instanceof JsonNumber ? "the number " + shown : shown;
  }
}
