package io.millrace.kernel.jvm;

import io.millrace.tensor.HalfFloat;

/** What attention over a BF16 cache does otherwise than over other ones; numerics.md 4. */
final class Pairs {

  private static final float SMALLEST_OPERAND = 0x1p-50f;
  private static final float SMALLEST_SUM = 0x1p-100f;

  private Pairs() {}

  /** Rounds an operand to BF16, a tiny one to zero. */
  static float round(float x) {
    return Math.abs(x) < SMALLEST_OPERAND ? 0f : HalfFloat.fromBf16(HalfFloat.toBf16(x));
  }

  static void round(float[] x, int from, int end) {
    for (int i = from; i < end; i++) {
      x[i] = round(x[i]);
    }
  }

  /** Puts the second of each pair first; the last of an odd number stays. */
  static void swap(float[] x, int length) {
    for (int i = 0; i + 1 < length; i += 2) {
      float first = x[i];
      x[i] = x[i + 1];
      x[i + 1] = first;
    }
  }

  /** {@code x * factor}, tiny results zero. */
  static void rescale(float[] x, float factor) {
    for (int i = 0; i < x.length; i++) {
      float y = x[i] * factor;
      x[i] = Math.abs(y) < SMALLEST_SUM ? 0f : y;
    }
  }

  /** Adds the weighted values of keys {@code first} to {@code last}, all in swapped order. */
  static void chains(float[][] values, int first, int last, float[] weights, float[] acc) {
    int from = (first + 1) & ~1;
    int end = (last + 1) & ~1;
    if (from > first) {
      Loops.chain(values[first - 1], weights[first - 1], acc, acc.length);
    }
    if (from < end) {
      Loops.chains(values, from, end - from, weights, acc, acc.length);
    }
    if (end == last) {
      Loops.chain(values[last + 1], weights[last + 1], acc, acc.length);
    }
  }
}
