package io.millrace.kernel.jvm;

/** The sums in 16 lanes of numerics.md 1: element j goes to lane j mod 16. */
final class Lanes {

  static final int COUNT = 16;

  private Lanes() {}

  /** Adds the lanes up: 8, 4, 2, 1. Overwrites them. */
  static float sum(float[] lanes) {
    for (int half = COUNT / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }

  /** The sum of a row's elements. */
  static float sum(float[] row, int length) {
    float[] lanes = new float[COUNT];
    for (int j = 0; j < length; j++) {
      lanes[j & 15] += row[j];
    }
    return sum(lanes);
  }

  /** The sum of the squares of {@code x - mean}. */
  static float sumOfSquares(float[] row, int length, float mean) {
    float[] lanes = new float[COUNT];
    for (int j = 0; j < length; j++) {
      float x = row[j] - mean;
      lanes[j & 15] = Math.fma(x, x, lanes[j & 15]);
    }
    return sum(lanes);
  }
}
