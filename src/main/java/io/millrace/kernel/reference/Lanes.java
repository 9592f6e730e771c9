package io.millrace.kernel.reference;

/**
 * A sum along a row in 16 running sums: lane j takes elements j, j + 16, …, at the end the upper
 * half is added to the lower half until one is left.
 */
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

  /** Sums the elements of a row. */
  static float sumOf(float[] row) {
    float[] lanes = new float[COUNT];
    for (int i = 0; i < row.length; i++) {
      lanes[i % COUNT] += row[i];
    }
    return sum(lanes);
  }

  /** Sums the squares of {@code x - mean}. */
  static float sumOfSquares(float[] row, float mean) {
    float[] lanes = new float[COUNT];
    for (int i = 0; i < row.length; i++) {
      float x = row[i] - mean;
      lanes[i % COUNT] = Math.fma(x, x, lanes[i % COUNT]);
    }
    return sum(lanes);
  }
}
