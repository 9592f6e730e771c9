package io.millrace.batch;

import io.millrace.RequestException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Numbers that a model made, in responses. */
final class FloatJson {

  private FloatJson() {}

  /** In the fewest digits that name each as a float. */
  static JsonArray array(float[] values) {
    JsonArray.Builder array = JsonArray.builder();
    for (float value : values) {
      array.add(number(value));
    }
    return array.build();
  }

  static JsonNumber number(float value) {
    return JsonValue.of(finite(value));
  }

  /** Their 32 bits, little-endian, in Base64. */
  static String base64(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(finite(value));
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static float finite(float value) {
    if (!Float.isFinite(value)) {
      throw RequestException.invalid(
          "input",
          "input: the model answers it with "
              + value
              + ", expected a finite number; look for"
              + " damaged weights, or weights of another model");
    }
    return value;
  }
}
