package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.LANES;

import jdk.incubator.vector.FloatVector;

/** Chains {@code acc = fma(w, x, acc)} of rows side by side with one token or four. */
final class FloatTile {

  /** Tokens of a tile that has more than one. */
  static final int TOKENS = PairTile.TOKENS;

  private FloatTile() {}

  /**
   * Continues chains by {@code count} steps.
   *
   * @param w numbers {@code [count][rows]} from {@code at} on
   * @param rows a multiple of 32
   * @param x factors {@code [count][tokens]} from {@code from} on
   * @param acc chains {@code [tokens][rows]} from {@code to} on
   */
  static void chain(
      float[] w,
      int at,
      int rows,
      int count,
      float[] x,
      int from,
      int tokens,
      float[] acc,
      int to) {
    for (int r = 0; r < rows; r += 2 * LANES) {
      if (tokens == 1) {
        one(w, at + r, rows, count, x, from, acc, to + r);
      } else {
        four(w, at + r, rows, count, x, from, acc, to + r);
      }
    }
  }

  private static void one(
      float[] w, int at, int rows, int count, float[] x, int from, float[] acc, int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, acc, to);
    FloatVector b = FloatVector.fromArray(FLOATS, acc, to + LANES);
    int i = 0;
    for (; i < count - 3; i += 4) {
      FloatVector x0 = FloatVector.broadcast(FLOATS, x[from + i]);
      FloatVector x1 = FloatVector.broadcast(FLOATS, x[from + i + 1]);
      FloatVector x2 = FloatVector.broadcast(FLOATS, x[from + i + 2]);
      FloatVector x3 = FloatVector.broadcast(FLOATS, x[from + i + 3]);
      int row = at + i * rows;
      a = FloatVector.fromArray(FLOATS, w, row).fma(x0, a);
      b = FloatVector.fromArray(FLOATS, w, row + LANES).fma(x0, b);
      row += rows;
      a = FloatVector.fromArray(FLOATS, w, row).fma(x1, a);
      b = FloatVector.fromArray(FLOATS, w, row + LANES).fma(x1, b);
      row += rows;
      a = FloatVector.fromArray(FLOATS, w, row).fma(x2, a);
      b = FloatVector.fromArray(FLOATS, w, row + LANES).fma(x2, b);
      row += rows;
      a = FloatVector.fromArray(FLOATS, w, row).fma(x3, a);
      b = FloatVector.fromArray(FLOATS, w, row + LANES).fma(x3, b);
    }
    for (; i < count; i++) {
      FloatVector factor = FloatVector.broadcast(FLOATS, x[from + i]);
      a = FloatVector.fromArray(FLOATS, w, at + i * rows).fma(factor, a);
      b = FloatVector.fromArray(FLOATS, w, at + i * rows + LANES).fma(factor, b);
    }
    a.intoArray(acc, to);
    b.intoArray(acc, to + LANES);
  }

  private static void four(
      float[] w, int at, int rows, int count, float[] x, int from, float[] acc, int to) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, acc, to);
    FloatVector a1 = FloatVector.fromArray(FLOATS, acc, to + rows);
    FloatVector a2 = FloatVector.fromArray(FLOATS, acc, to + 2 * rows);
    FloatVector a3 = FloatVector.fromArray(FLOATS, acc, to + 3 * rows);
    FloatVector b0 = FloatVector.fromArray(FLOATS, acc, to + LANES);
    FloatVector b1 = FloatVector.fromArray(FLOATS, acc, to + rows + LANES);
    FloatVector b2 = FloatVector.fromArray(FLOATS, acc, to + 2 * rows + LANES);
    FloatVector b3 = FloatVector.fromArray(FLOATS, acc, to + 3 * rows + LANES);
    for (int i = 0; i < count; i++) {
      FloatVector u = FloatVector.fromArray(FLOATS, w, at + i * rows);
      FloatVector v = FloatVector.fromArray(FLOATS, w, at + i * rows + LANES);
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
    a0.intoArray(acc, to);
    a1.intoArray(acc, to + rows);
    a2.intoArray(acc, to + 2 * rows);
    a3.intoArray(acc, to + 3 * rows);
    b0.intoArray(acc, to + LANES);
    b1.intoArray(acc, to + rows + LANES);
    b2.intoArray(acc, to + 2 * rows + LANES);
    b3.intoArray(acc, to + 3 * rows + LANES);
  }
}
