package io.millrace.batch;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonBoolean;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values as the maps, lists, strings, numbers and booleans of Java. */
final class JavaValues {

  private JavaValues() {}

  static Map<String, Object> of(JsonObject object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.members().forEach((key, value) -> map.put(key, of(value)));
    return map;
  }

  private static List<Object> of(JsonArray array) {
    List<Object> list = new ArrayList<>(array.size());
    array.elements().forEach(element -> list.add(of(element)));
    return list;
  }

  /** The value; JSON's null is Java's. */
  private static Object of(JsonValue value) {
    if (value instanceof JsonObject object) {
      return of(object);
    }
    if (value instanceof JsonArray array) {
      return of(array);
    }
    if (value instanceof JsonString string) {
      return string.value();
    }
    if (value instanceof JsonNumber number) {
      return number.number();
    }
    return value instanceof JsonBoolean bool ? bool.value() : null;
  }
}
