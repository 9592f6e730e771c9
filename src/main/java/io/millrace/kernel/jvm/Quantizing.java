package io.millrace.kernel.jvm;

import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.Tensor;

/** Rounds rows to int8: a scale per group of 256, a 2-bit exponent per 32; numerics.md 2. */
final class Quantizing {

  private static final int SUB_GROUP = 32;
  private static final int INFINITY = 0x7f800000;
  private static final float SMALLEST = 0x1p-100f;
  private static final float ROUND = 12582912f; // 1.5 * 2^23: a sum's lowest bits are an integer

  private final QuantizedRows out;
  private final int row;
  private final float[] x;
  private final int[] codes;

  private Quantizing(QuantizedRows out, int row, WorkArea area) {
    this.out = out;
    this.row = row;
    x = area.floats(0, 1, out.k())[0];
    codes = area.ints(0, 1, out.k())[0];
  }

  static void quantize(Tensor x, QuantizedRows out, Workers workers) {
    workers.run(
        out.n(),
        (row, area) -> {
          Quantizing one = new Quantizing(out, row, area);
          Rows.read(x, row * out.k(), one.x, out.k());
          one.quantize();
        });
  }

  private void quantize() {
    int groups = out.scales().dim(1);
    for (int g = 0; g < groups; g++) {
      int from = g * QuantizedRows.GROUP;
      int to = Math.min(from + QuantizedRows.GROUP, out.k());
      int bits = largestBits(from, to);
      float largest = Float.intBitsToFloat(bits);
      boolean codeless = bits >= INFINITY || largest < SMALLEST;
      float scale = bits >= INFINITY ? Float.NaN : codeless ? 0f : largest / 127f;
      out.scales().setFloat(row * groups + g, scale);
      for (int j = from; j < to; j += SUB_GROUP) {
        int exponent = codeless ? 3 : exponent(largestBits(j, j + SUB_GROUP), largest);
        out.shifts().setInt((row * out.k() + j) / SUB_GROUP, 3 - exponent);
        round(j, codeless ? 0f : (127f / largest) * (1 << exponent), codeless);
      }
    }
    write();
  }

  private static int exponent(int ownBits, float largest) {
    float own = Float.intBitsToFloat(ownBits);
    int exponent = 3;
    while (own * (1 << exponent) > largest) {
      exponent--;
    }
    return exponent;
  }

  private void round(int from, float factor, boolean codeless) {
    for (int i = from; i < from + SUB_GROUP; i++) {
      float product = x[i] * factor;
      codes[i] =
          codeless ? 0 : Float.floatToRawIntBits(product + ROUND) - Float.floatToRawIntBits(ROUND);
    }
  }

  /** The largest magnitude, as bits: integers have an order that NaN is part of. */
  private int largestBits(int from, int to) {
    int largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(x[i]) & 0x7fffffff);
    }
    return largest;
  }

  private void write() {
    for (int i = 0; i < out.k(); i += 4) {
      int low = (codes[i] & 0xff) | ((codes[i + 1] & 0xff) << 8);
      int high = (codes[i + 2] & 0xff) | (codes[i + 3] << 8);
      out.codes().setInt((row * out.k() + i) / 4, low | (high << 16));
    }
    for (int i = 0; i < out.k(); i += 16) {
      int sum = 0;
      for (int j = i; j < i + 16; j++) {
        sum += codes[j];
      }
      out.sums().setInt((row * out.k() + i) / 16, sum);
    }
  }
}
