package io.millrace.json;

import java.util.Objects;

/** A JSON string. */
public record JsonString(String value) implements JsonValue {

  public JsonString {
    Objects.requireNonNull(value, "JsonString: value is null, expected a string");
  }

  @Override
  public String toString() {
    return toJson();
  }
}
