package io.millrace.kernel.reference;

import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.Tensor;

/** Rounds rows to int8: a scale per group of 256, a 2-bit exponent per 32. */
final class QuantizeReference {

  private static final int SUB_GROUP = 32;
  private static final int LARGEST_EXPONENT = 3;
  private static final float SMALLEST = 0x1p-100f;
  private static final int INFINITY = 0x7f800000;

  private QuantizeReference() {}

  static void quantize(Tensor x, QuantizedRows out) {
    int groups = out.scales().dim(1);
    for (int i = 0; i < out.n(); i++) {
      float[] row = Rows.read(x, i);
      byte[] codes = new byte[row.length];
      for (int g = 0; g < groups; g++) {
        int from = g * QuantizedRows.GROUP;
        int to = Math.min(from + QuantizedRows.GROUP, row.length);
        out.scales().setFloat(i * groups + g, scale(row, from, to));
        for (int j = from; j < to; j += SUB_GROUP) {
          int exponent = subGroup(row, j, largestBits(row, from, to), codes);
          out.shifts().setInt((i * row.length + j) / SUB_GROUP, LARGEST_EXPONENT - exponent);
        }
      }
      writeCodes(codes, i, out);
    }
  }

  /** The scale of a group: NaN if it has a NaN or infinity, 0 if it is almost zero. */
  private static float scale(float[] row, int from, int to) {
    int bits = largestBits(row, from, to);
    if (bits >= INFINITY) {
      return Float.NaN;
    }
    float largest = Float.intBitsToFloat(bits);
    return largest < SMALLEST ? 0f : largest / 127f;
  }

  /** Rounds 32 elements and returns their exponent. */
  private static int subGroup(float[] row, int from, int groupBits, byte[] codes) {
    float largest = Float.intBitsToFloat(groupBits);
    if (groupBits >= INFINITY || largest < SMALLEST) {
      return LARGEST_EXPONENT;
    }
    float own = Float.intBitsToFloat(largestBits(row, from, from + SUB_GROUP));
    int exponent = LARGEST_EXPONENT;
    while (own * (1 << exponent) > largest) {
      exponent--;
    }
    float factor = (127f / largest) * (1 << exponent);
    for (int k = from; k < from + SUB_GROUP; k++) {
      codes[k] = (byte) Math.rint(row[k] * factor);
    }
    return exponent;
  }

  /** The largest magnitude, as bits: integers have an order that NaN is part of. */
  private static int largestBits(float[] row, int from, int to) {
    int largest = 0;
    for (int k = from; k < to; k++) {
      largest = Math.max(largest, Float.floatToRawIntBits(row[k]) & 0x7fffffff);
    }
    return largest;
  }

  private static void writeCodes(byte[] codes, int row, QuantizedRows out) {
    for (int k = 0; k < codes.length; k += 4) {
      int four =
          (codes[k] & 0xff)
              | (codes[k + 1] & 0xff) << 8
              | (codes[k + 2] & 0xff) << 16
              | codes[k + 3] << 24;
      out.codes().setInt((row * codes.length + k) / 4, four);
    }
    for (int k = 0; k < codes.length; k += 16) {
      int sum = 0;
      for (int j = k; j < k + 16; j++) {
        sum += codes[j];
      }
      out.sums().setInt((row * codes.length + k) / 16, sum);
    }
  }
}
