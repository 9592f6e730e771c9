package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One object of a golden file.
 *
 * @param json the object
 */
record Golden(JsonObject json) {

  static final Path FOLDER = Path.of("src/test/resources/io/millrace/golden");

  static Golden read(String name) throws IOException {
    return new Golden((JsonObject) JsonValue.parse(Files.readAllBytes(FOLDER.resolve(name))));
  }

  private JsonValue value(String key) {
    return json.get(key).orElseThrow(() -> new AssertionError("golden has no " + key));
  }

  boolean has(String key) {
    return json.get(key).isPresent();
  }

  String text(String key) {
    return ((JsonString) value(key)).value();
  }

  double number(String key) {
    return ((JsonNumber) value(key)).doubleValue();
  }

  List<Golden> objects(String key) {
    return ((JsonArray) value(key))
        .elements().stream().map(element -> new Golden((JsonObject) element)).toList();
  }

  double[] numbers(String key) {
    return ((JsonArray) value(key))
        .elements().stream().mapToDouble(element -> ((JsonNumber) element).doubleValue()).toArray();
  }

  int[] ids(String key) {
    double[] numbers = numbers(key);
    int[] ids = new int[numbers.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) numbers[i];
    }
    return ids;
  }
}
