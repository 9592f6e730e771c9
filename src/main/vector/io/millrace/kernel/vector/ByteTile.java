package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * Integer products of 32 codes of 8 bits of a panel's rows with four tokens, by fused multiply-adds
 * of f32: one instruction where integers need two.
 *
 * <p>A sum starts at 1.5 * 2^23 and stays within 2^22 of it, where the floats are the integers; its
 * bits less those of the start are the sum.
 */
final class ByteTile {

  private static final int ROWS = Panels.ROWS;
  private static final float START = 12582912f;
  private static final int START_BITS = Float.floatToRawIntBits(START);

  private ByteTile() {}

  /**
   * Multiplies.
   *
   * @param w codes {@code [32][32]} from {@code at} on
   * @param x activations {@code [32][4]} from {@code from} on
   * @param sums receives {@code [4][32]} from {@code to} on
   */
  static void multiply(float[] w, int at, float[] x, int from, int[] sums, int to) {
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      rows(w, at + r, x, from, sums, to + r);
    }
  }

  private static void rows(float[] w, int at, float[] x, int from, int[] sums, int to) {
    FloatVector a0 = FloatVector.broadcast(FLOATS, START);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    for (int i = 0; i < Panels.SUB_GROUP; i++) {
      FloatVector u = FloatVector.fromArray(FLOATS, w, at + i * ROWS);
      FloatVector v = FloatVector.fromArray(FLOATS, w, at + i * ROWS + LANES);
      FloatVector x0 = FloatVector.broadcast(FLOATS, x[from + 4 * i]);
      FloatVector x1 = FloatVector.broadcast(FLOATS, x[from + 4 * i + 1]);
      FloatVector x2 = FloatVector.broadcast(FLOATS, x[from + 4 * i + 2]);
      FloatVector x3 = FloatVector.broadcast(FLOATS, x[from + 4 * i + 3]);
      a0 = u.fma(x0, a0);
      a1 = u.fma(x1, a1);
      a2 = u.fma(x2, a2);
      a3 = u.fma(x3, a3);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      b2 = v.fma(x2, b2);
      b3 = v.fma(x3, b3);
    }
    a0.reinterpretAsInts().sub(START_BITS).intoArray(sums, to);
    a1.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + ROWS);
    a2.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + 2 * ROWS);
    a3.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + 3 * ROWS);
    b0.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + LANES);
    b1.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + ROWS + LANES);
    b2.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + 2 * ROWS + LANES);
    b3.reinterpretAsInts().sub(START_BITS).intoArray(sums, to + 3 * ROWS + LANES);
  }
}
