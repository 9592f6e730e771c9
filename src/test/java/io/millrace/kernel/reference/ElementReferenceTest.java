package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.kernel.Activation;
import io.millrace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ElementReferenceTest {

  @Test
  void rotateTurnsPairsThatLieHalfApart() {
    Tensor x = Samples.floats(1, 2, 3, 4, 5, 10, 20, 30, 40, 50).reshape(1, 2, 5);
    Tensor cosine = Samples.floats(0f, 1f).reshape(1, 2);
    Tensor sine = Samples.floats(1f, 0f).reshape(1, 2);
    ElementReference.rotate(x, cosine, sine);
    assertArrayEquals(new float[] {-3, 2, 1, 4, 5, -30, 20, 10, 40, 50}, x.toFloats());
  }

  @Test
  void rotateIsNearTheRotation() {
    Samples samples = new Samples(1);
    Tensor x = samples.normal(7, 3, 64);
    float[] before = x.toFloats();
    Tensor cosine = Samples.zeros(7, 32);
    Tensor sine = Samples.zeros(7, 32);
    for (int i = 0; i < 7 * 32; i++) {
      cosine.setFloat(i, (float) Math.cos(i));
      sine.setFloat(i, (float) Math.sin(i));
    }
    ElementReference.rotate(x, cosine, sine);
    for (int i = 0; i < x.elements(); i++) {
      int pair = i % 64 % 32;
      int row = i / 192;
      int partner = i % 64 < 32 ? i + 32 : i - 32;
      double c = cosine.getFloat(row * 32 + pair);
      double s = sine.getFloat(row * 32 + pair) * (i % 64 < 32 ? -1 : 1);
      double size = Math.abs(before[i] * c) + Math.abs(before[partner] * s);
      assertEquals(before[i] * c + before[partner] * s, x.getFloat(i), 2 * 0x1p-24 * size);
    }
  }

  @Test
  void gateAddScaleAndSoftCap() {
    Tensor gate = Samples.floats(-1f, 0.5f, 2f);
    Tensor up = Samples.floats(3f, 4f, 5f);
    ElementReference.gate(Activation.RELU, gate, up, gate);
    assertArrayEquals(new float[] {0f, 2f, 10f}, gate.toFloats());
    ElementReference.add(gate, up, up);
    assertArrayEquals(new float[] {3f, 6f, 15f}, up.toFloats());
    ElementReference.scale(up, 0.5f);
    assertArrayEquals(new float[] {1.5f, 3f, 7.5f}, up.toFloats());
    ElementReference.softCap(up, 5f);
    for (int i = 0; i < 3; i++) {
      double x = new double[] {1.5, 3, 7.5}[i];
      assertEquals(5 * Math.tanh(x / 5), up.getFloat(i), 2e-6);
    }
  }
}
