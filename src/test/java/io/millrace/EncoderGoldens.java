package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** What transformers and sentence-transformers say of encoders, kept with the tests. */
final class EncoderGoldens {

  static final Path FOLDER = Path.of("src/test/resources/io/millrace/golden");

  private EncoderGoldens() {}

  static JsonField read(Path file) throws IOException {
    return JsonValue.parse(Files.readAllBytes(file)).at("");
  }

  /** A vector of base64 of little-endian F32. */
  static float[] vector(JsonField field) {
    byte[] bytes = Base64.getDecoder().decode(field.asString());
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] vector = new float[floats.remaining()];
    floats.get(vector);
    return vector;
  }

  static double cosine(float[] a, float[] b) {
    assertEquals(a.length, b.length);
    double product = 0;
    double aSquare = 0;
    double bSquare = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      aSquare += (double) a[i] * a[i];
      bSquare += (double) b[i] * b[i];
    }
    return product / Math.sqrt(aSquare * bSquare);
  }

  static void assertClose(float[] expected, float[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance, what + ", element " + i);
    }
  }
}
