package io.millrace.kernel.jvm;

/**
 * The loops that time is spent in, in the only shape that C2 of JDK 17 was measured to vectorize:
 * every operand an array of its own read from index 0, few operations, factors held in locals.
 */
final class Loops {

  private Loops() {}

  /** Takes four bytes each apart. */
  static void unpack(int[] words, int[][] codes, int column, int length) {
    unpack(words, codes[column], codes[column + 1], codes[column + 2], codes[column + 3], length);
  }

  private static void unpack(int[] words, int[] c0, int[] c1, int[] c2, int[] c3, int length) {
    for (int r = 0; r < length; r++) {
      int word = words[r];
      c0[r] = word & 0xff;
      c1[r] = (word >>> 8) & 0xff;
      c2[r] = (word >>> 16) & 0xff;
      c3[r] = word >>> 24;
    }
  }

  /** Adds the products of four columns with four numbers. */
  static void addProducts(int[][] w, int column, int[] x, int at, int[] sum, int length) {
    int[] w0 = w[column];
    int[] w1 = w[column + 1];
    int[] w2 = w[column + 2];
    int[] w3 = w[column + 3];
    int x0 = x[at];
    int x1 = x[at + 1];
    int x2 = x[at + 2];
    int x3 = x[at + 3];
    for (int r = 0; r < length; r++) {
      sum[r] += w0[r] * x0 + w1[r] * x1 + w2[r] * x2 + w3[r] * x3;
    }
  }

  /** Adds the products of a column with the four's byte that {@code shift} brings to the top. */
  static void addScaled(int[] fours, int shift, int[] x, int[] sum, int length) {
    for (int r = 0; r < length; r++) {
      sum[r] += ((fours[r] << shift) >> 24) * x[r];
    }
  }

  /** Adds the products of a number with the four's byte that {@code shift} brings to the top. */
  static void addScaled(int[] fours, int shift, int x, int[] sum, int length) {
    for (int r = 0; r < length; r++) {
      sum[r] += ((fours[r] << shift) >> 24) * x;
    }
  }

  static void toFloats(int[] from, float[] to, int length) {
    for (int r = 0; r < length; r++) {
      to[r] = (float) from[r];
    }
  }

  /** {@code acc = fma(w, x, acc)}. */
  static void chain(float[] w, float[] x, float[] acc, int length) {
    for (int r = 0; r < length; r++) {
      acc[r] = Math.fma(w[r], x[r], acc[r]);
    }
  }

  /** {@code acc = fma(w, x, acc)}. */
  static void chain(float[] w, float x, float[] acc, int length) {
    for (int r = 0; r < length; r++) {
      acc[r] = Math.fma(w[r], x, acc[r]);
    }
  }

  /** {@code acc = fma(w * factor, x, acc)}. */
  static void chain(float[] w, float factor, float[] x, float[] acc, int length) {
    for (int r = 0; r < length; r++) {
      acc[r] = Math.fma(w[r] * factor, x[r], acc[r]);
    }
  }

  /** {@code acc = fma(w[c], x[c], acc)} for {@code count} columns from {@code column} on. */
  static void chains(float[][] w, int column, int count, float[] x, float[] acc, int length) {
    int c = column;
    for (; c + 4 <= column + count; c += 4) {
      chainOfFour(w, c, x, acc, length);
    }
    for (; c < column + count; c++) {
      chain(w[c], x[c], acc, length);
    }
  }

  private static void chainOfFour(float[][] w, int c, float[] x, float[] acc, int length) {
    float[] w0 = w[c];
    float[] w1 = w[c + 1];
    float[] w2 = w[c + 2];
    float[] w3 = w[c + 3];
    float x0 = x[c];
    float x1 = x[c + 1];
    float x2 = x[c + 2];
    float x3 = x[c + 3];
    for (int r = 0; r < length; r++) {
      float a = Math.fma(w1[r], x1, Math.fma(w0[r], x0, acc[r]));
      acc[r] = Math.fma(w3[r], x3, Math.fma(w2[r], x2, a));
    }
  }

  static void scale(float[] x, float factor, int length) {
    for (int r = 0; r < length; r++) {
      x[r] *= factor;
    }
  }
}
