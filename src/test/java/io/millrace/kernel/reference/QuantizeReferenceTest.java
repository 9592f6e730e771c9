package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class QuantizeReferenceTest {

  @Test
  void errorIsAtMostHalfAStepOfTheSubGroup() {
    Samples samples = new Samples(1);
    for (int run = 0; run < 50; run++) {
      int k = 32 * samples.integer(1, 20);
      Tensor x = samples.normal(3, k);
      for (int i = 0; i < 40; i++) { // some elements, and so some groups, of other magnitudes
        int at = samples.integer(0, 3 * k - 1);
        x.setFloat(at, x.getFloat(at) * (float) Math.pow(2, samples.integer(-12, 12)));
      }
      check(x, Samples.quantized(x));
    }
  }

  private static void check(Tensor x, QuantizedRows rows) {
    for (int i = 0; i < rows.n(); i++) {
      ActivationRow row = new ActivationRow(rows, i);
      for (int k = 0; k < rows.k(); k++) {
        double step = row.scales[k / 256] * Math.pow(2, row.shifts[k / 32] - 3);
        double value = row.codes[k] * step;
        double exact = x.getFloat(i * rows.k() + k);
        assertTrue(Math.abs(value - exact) <= 0.5001 * step, value + " for " + exact);
        assertTrue(Math.abs(row.codes[k]) <= 127);
      }
      for (int s = 0; s < row.sums.length; s++) {
        int sum = 0;
        for (int k = 16 * s; k < 16 * s + 16; k++) {
          sum += row.codes[k];
        }
        assertEquals(sum, row.sums[s]);
      }
    }
  }

  @Test
  void theExponentIsTheLargestThatFits() {
    Tensor x = Samples.zeros(1, 160);
    x.setFloat(0, 127f); // the group's largest: e = 0
    x.setFloat(32, 63.5f); // exactly half: e = 1
    x.setFloat(64, -15.9f); // an eighth is 15.875: e = 2
    x.setFloat(96, 15.875f); // e = 3; the last 32 are zero: e = 3
    ActivationRow row = new ActivationRow(Samples.quantized(x), 0);
    assertEquals(1f, row.scales[0]);
    assertEquals(java.util.List.of(3, 2, 1, 0, 0), boxed(row.shifts));
    assertEquals(127, row.codes[0]);
    assertEquals(127, row.codes[32]);
    assertEquals(-64, row.codes[64]); // 63.6
    assertEquals(127, row.codes[96]);
  }

  @Test
  void halvesRoundToEven() {
    Tensor x = Samples.zeros(1, 32);
    float[] values = {127f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f};
    x.floats().put(0, values);
    ActivationRow row = new ActivationRow(Samples.quantized(x), 0);
    int[] expected = {127, 0, 2, 2, 0, -2, -2};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], row.codes[i]);
    }
  }

  @Test
  void aGroupThatIsNotFiniteHasAScaleOfNaN() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Tensor x = new Samples(2).normal(1, 512);
      x.setFloat(300, bad);
      ActivationRow row = new ActivationRow(Samples.quantized(x), 0);
      assertTrue(Float.isFinite(row.scales[0]));
      assertEquals(0x7fc00000, Float.floatToRawIntBits(row.scales[1]));
      for (int k = 256; k < 512; k++) {
        assertEquals(0, row.codes[k]);
        assertEquals(0, row.shifts[k / 32]);
        assertEquals(0, row.sums[k / 16]);
      }
    }
  }

  @Test
  void almostZeroIsZero() {
    Tensor x = Samples.zeros(1, 64);
    x.setFloat(3, 0x0.ffffffp-100f);
    assertEquals(0f, Samples.quantized(x).scales().getFloat(0));
    x.setFloat(3, 0x1p-100f);
    ActivationRow row = new ActivationRow(Samples.quantized(x), 0);
    assertEquals(0x1p-100f / 127f, row.scales[0]);
    assertEquals(127, row.codes[3]);
  }

  @Test
  void theLargestFloatIsWithinRange() {
    Tensor x = Samples.zeros(1, 32);
    x.setFloat(0, -Float.MAX_VALUE);
    assertEquals(-127, new ActivationRow(Samples.quantized(x), 0).codes[0]);
  }

  private static java.util.List<Integer> boxed(int[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
