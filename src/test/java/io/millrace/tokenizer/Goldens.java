package io.millrace.tokenizer;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The files that scripts/golden_tokens.py made. */
final class Goldens {

  private Goldens() {}

  static JsonField read(String name) throws IOException {
    try (InputStream in = Goldens.class.getResourceAsStream(name)) {
      return new JsonField(name, JsonValue.parse(in.readAllBytes()));
    }
  }

  static List<String> strings(JsonField array) {
    return array.elements().stream().map(JsonField::asString).toList();
  }

  static int[] ints(JsonField array) {
    return array.elements().stream()
        .mapToInt(e -> e.asInt(Integer.MIN_VALUE, Integer.MAX_VALUE))
        .toArray();
  }

  static float[] floats(JsonField array) {
    List<JsonField> elements = array.elements();
    float[] floats = new float[elements.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) elements.get(i).asDouble(-Float.MAX_VALUE, Float.MAX_VALUE);
    }
    return floats;
  }
}
