package io.millrace;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.List;
import java.util.Map;

/** Maps, lists, strings, numbers, booleans and null of Java as JSON. */
final class JsonValues {

  private JsonValues() {}

  static JsonArray array(String parameter, List<?> list) {
    JsonArray.Builder array = JsonArray.builder();
    list.forEach(element -> array.add(of(parameter, element)));
    return array.build();
  }

  /**
   * A value as JSON.
   *
   * @param parameter names the value in complaints
   * @throws RequestException if it holds anything else
   */
  static JsonValue of(String parameter, Object value) {
    if (value instanceof Map<?, ?> map) {
      JsonObject.Builder object = JsonObject.builder();
      map.forEach((key, member) -> object.put(String.valueOf(key), of(parameter, member)));
      return object.build();
    }
    return value instanceof List<?> list ? array(parameter, list) : scalar(parameter, value);
  }

  private static JsonValue scalar(String parameter, Object value) {
    if (value instanceof String string) {
      return JsonValue.of(string);
    }
    if (value instanceof Boolean bool) {
      return JsonValue.of(bool);
    }
    if (value instanceof Number number) {
      return number(parameter, number);
    }
    if (value == null) {
      return JsonValue.nothing();
    }
    throw wrong(parameter, value);
  }

  private static JsonValue number(String parameter, Number number) {
    try {
      return new JsonNumber(number);
    } catch (IllegalArgumentException e) {
      throw wrong(parameter, number);
    }
  }

  private static RequestException wrong(String parameter, Object value) {
    return RequestException.invalid(
        parameter,
        parameter
            + ": holds "
            + value
            + " of "
            + value.getClass()
            + ", expected maps, lists, strings, finite numbers, booleans and null");
  }
}
