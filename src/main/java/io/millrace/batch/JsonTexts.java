package io.millrace.batch;

import io.millrace.json.JsonField;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;

/** Texts in JSON. */
final class JsonTexts {

  private JsonTexts() {}

  /**
   * The text of a line: the string that it is, or the member {@code name} of the object.
   *
   * @throws io.millrace.json.JsonException if it is neither
   */
  static String of(String line, String name) {
    JsonField value = JsonValue.parse(line).at("");
    return value.value() instanceof JsonString text ? text.value() : value.require(name).asString();
  }
}
