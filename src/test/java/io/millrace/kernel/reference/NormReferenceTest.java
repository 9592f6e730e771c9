package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NormReferenceTest {

  private static final float EPSILON = 1e-5f;

  @Test
  void rmsNormIsNearItsFormula() {
    Samples samples = new Samples(1);
    for (int d : new int[] {1, 15, 16, 17, 640, 1000}) {
      Tensor x = samples.normal(2, d);
      Tensor gain = samples.normal(d);
      Tensor out = Samples.zeros(2, d);
      NormReference.rmsNorm(x, gain, EPSILON, out);
      for (int i = 0; i < 2; i++) {
        double squares = 0;
        for (int j = 0; j < d; j++) {
          squares += Math.pow(x.getFloat(i * d + j), 2);
        }
        double r = 1 / Math.sqrt(squares / d + EPSILON);
        for (int j = 0; j < d; j++) {
          double exact = x.getFloat(i * d + j) * r * gain.getFloat(j);
          assertEquals(exact, out.getFloat(i * d + j), bound(d) * Math.abs(exact));
        }
      }
    }
  }

  /** Half the relative error of the sum (d / 16 + 4 additions), and six roundings after it. */
  private static double bound(int d) {
    return ((d / 16 + 5) / 2.0 + 6) * 0x1p-24;
  }

  @Test
  void layerNormIsNearItsFormula() {
    Samples samples = new Samples(2);
    for (int d : new int[] {2, 31, 64, 768}) {
      Tensor x = samples.normal(2, d);
      Tensor gain = samples.normal(d);
      Tensor bias = samples.normal(d);
      Tensor out = Samples.zeros(2, d);
      NormReference.layerNorm(x, gain, bias, EPSILON, out);
      for (int i = 0; i < 2; i++) {
        double mean = 0;
        for (int j = 0; j < d; j++) {
          mean += x.getFloat(i * d + j) / (double) d;
        }
        double squares = 0;
        for (int j = 0; j < d; j++) {
          squares += Math.pow(x.getFloat(i * d + j) - mean, 2);
        }
        double r = 1 / Math.sqrt(squares / d + EPSILON);
        for (int j = 0; j < d; j++) {
          double scaled = (x.getFloat(i * d + j) - mean) * r * gain.getFloat(j);
          double size = (Math.abs(x.getFloat(i * d + j)) + 1) * r * Math.abs(gain.getFloat(j));
          double allowed = 2 * bound(d) * (size + Math.abs(bias.getFloat(j)));
          assertEquals(scaled + bias.getFloat(j), out.getFloat(i * d + j), allowed);
        }
      }
    }
  }

  @Test
  void aConstantRowBecomesOnesOrTheBias() {
    Tensor x = Samples.floats(3, 3, 3, 3).reshape(1, 4);
    Tensor ones = Samples.floats(1, 1, 1, 1);
    Tensor out = Samples.zeros(1, 4);
    NormReference.rmsNorm(x, ones, 0f, out);
    assertEquals(1f, out.getFloat(2));
    NormReference.layerNorm(x, ones, Samples.floats(5, 6, 7, 8), EPSILON, out);
    assertEquals(7f, out.getFloat(2));
  }

  @Test
  void lanesAreAddedInHalves() {
    float[] lanes = new float[16];
    lanes[0] = 1f;
    lanes[8] = 0x1p-24f; // 1 + 2^-24 rounds to 1, and again with lane 4
    lanes[4] = 0x1p-24f;
    assertEquals(1f, Lanes.sum(lanes));
    float[] others = new float[16];
    others[0] = 1f;
    others[4] = 0x1p-24f;
    others[12] = 0x1p-24f; // meets lane 4 first
    assertEquals(1f + 0x1p-23f, Lanes.sum(others));
  }
}
