package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static io.millrace.kernel.vector.Species.SHORTS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Integer products of the 32 rows of a panel with one token or four, in lanes of 16 bits.
 *
 * <p>A 32-bit element is a pair of neighbouring codes; each half is multiplied and summed by itself
 * and the two are added at the end, widened. 16 products of |code| 15 or of 16 with 127 fit, and 8
 * of |code| 32.
 *
 * <p>C2 gives up inlining in methods of many vectors, and what is not inlined is boxed. So the
 * methods with vectors in this package call nothing but the Vector API, and are longer than the 325
 * bytes of code up to which C2 inlines them into their callers.
 */
final class PairTile {

  /** Tokens of a tile that has more than one. */
  static final int TOKENS = 4;

  private static final int ROWS = Panels.ROWS;

  private PairTile() {}

  /**
   * Multiplies {@code pairs} pairs, a multiple of 4.
   *
   * @param w codes {@code [pairs][32]} from {@code at} on
   * @param x pairs of activations {@code [pairs][tokens]} from {@code from} on
   * @param sums receives {@code [tokens][32]} from {@code to} on
   */
  static void multiply(
      int[] w, int at, int pairs, int[] x, int from, int tokens, int[] sums, int to) {
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      if (tokens == 1) {
        one(w, at + r, pairs, x, from, sums, to + r);
      } else {
        four(w, at + r, pairs, x, from, sums, to + r);
      }
    }
  }

  private static void one(int[] w, int at, int pairs, int[] x, int from, int[] sums, int to) {
    ShortVector a = ShortVector.zero(SHORTS);
    ShortVector b = a;
    ShortVector c = a;
    ShortVector d = a;
    for (int i = 0; i < pairs; i += 4) {
      ShortVector x0 = IntVector.broadcast(INTS, x[from + i]).reinterpretAsShorts();
      ShortVector x1 = IntVector.broadcast(INTS, x[from + i + 1]).reinterpretAsShorts();
      ShortVector x2 = IntVector.broadcast(INTS, x[from + i + 2]).reinterpretAsShorts();
      ShortVector x3 = IntVector.broadcast(INTS, x[from + i + 3]).reinterpretAsShorts();
      int row = at + i * ROWS;
      a = a.add(IntVector.fromArray(INTS, w, row).reinterpretAsShorts().mul(x0));
      b = b.add(IntVector.fromArray(INTS, w, row + LANES).reinterpretAsShorts().mul(x0));
      row += ROWS;
      c = c.add(IntVector.fromArray(INTS, w, row).reinterpretAsShorts().mul(x1));
      d = d.add(IntVector.fromArray(INTS, w, row + LANES).reinterpretAsShorts().mul(x1));
      row += ROWS;
      a = a.add(IntVector.fromArray(INTS, w, row).reinterpretAsShorts().mul(x2));
      b = b.add(IntVector.fromArray(INTS, w, row + LANES).reinterpretAsShorts().mul(x2));
      row += ROWS;
      c = c.add(IntVector.fromArray(INTS, w, row).reinterpretAsShorts().mul(x3));
      d = d.add(IntVector.fromArray(INTS, w, row + LANES).reinterpretAsShorts().mul(x3));
    }
    IntVector s = a.add(c).reinterpretAsInts();
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, to);
    s = b.add(d).reinterpretAsInts();
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, to + LANES);
  }

  private static void four(int[] w, int at, int pairs, int[] x, int from, int[] sums, int to) {
    ShortVector a0 = ShortVector.zero(SHORTS);
    ShortVector a1 = a0;
    ShortVector a2 = a0;
    ShortVector a3 = a0;
    ShortVector b0 = a0;
    ShortVector b1 = a0;
    ShortVector b2 = a0;
    ShortVector b3 = a0;
    for (int i = 0; i < pairs; i++) {
      ShortVector u = IntVector.fromArray(INTS, w, at + i * ROWS).reinterpretAsShorts();
      ShortVector v = IntVector.fromArray(INTS, w, at + i * ROWS + LANES).reinterpretAsShorts();
      ShortVector x0 = IntVector.broadcast(INTS, x[from + 4 * i]).reinterpretAsShorts();
      ShortVector x1 = IntVector.broadcast(INTS, x[from + 4 * i + 1]).reinterpretAsShorts();
      ShortVector x2 = IntVector.broadcast(INTS, x[from + 4 * i + 2]).reinterpretAsShorts();
      ShortVector x3 = IntVector.broadcast(INTS, x[from + 4 * i + 3]).reinterpretAsShorts();
      a0 = a0.add(u.mul(x0));
      a1 = a1.add(u.mul(x1));
      a2 = a2.add(u.mul(x2));
      a3 = a3.add(u.mul(x3));
      b0 = b0.add(v.mul(x0));
      b1 = b1.add(v.mul(x1));
      b2 = b2.add(v.mul(x2));
      b3 = b3.add(v.mul(x3));
    }
    IntVector s = a0.reinterpretAsInts();
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, to);
    s = a1.reinterpretAsInts();
    int next = to + ROWS;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
    s = a2.reinterpretAsInts();
    next += ROWS;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
    s = a3.reinterpretAsInts();
    next += ROWS;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
    s = b0.reinterpretAsInts();
    next = to + LANES;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
    s = b1.reinterpretAsInts();
    next += ROWS;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
    s = b2.reinterpretAsInts();
    next += ROWS;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
    s = b3.reinterpretAsInts();
    next += ROWS;
    s.lanewise(LSHL, 16).lanewise(ASHR, 16).add(s.lanewise(ASHR, 16)).intoArray(sums, next);
  }
}
