package io.millrace.json;

/** JSON's {@code null}. */
public record JsonNull() implements JsonValue {

  public static final JsonNull NULL = new JsonNull();

  @Override
  public String toString() {
    return toJson();
  }
}
