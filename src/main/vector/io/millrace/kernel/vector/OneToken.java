package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static io.millrace.kernel.vector.Species.SHORTS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Integer products of a group's codes with one token, straight from the panel: what is multiplied
 * once is not worth being stored unpacked. Sub-groups of 32 follow each other at {@code stride}.
 */
final class OneToken {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int ROWS = Panels.ROWS;
  private static final long COLUMN = Panels.COLUMN_BYTES;
  private static final int PAIRS = Panels.SUB_GROUP / 2;

  private OneToken() {}

  /** Whether there are products for codes of this width. */
  static boolean has(int bits) {
    return bits == 4 || bits == 5 || bits == 8;
  }

  /**
   * Multiplies.
   *
   * @param at the first byte of the first sub-group's codes
   * @param stride bytes from a sub-group to the next
   * @param count sub-groups
   * @param x pairs of activations from {@code from} on
   * @param sums receives {@code [count][32]}
   */
  static void multiply(
      Panel panel, long at, long stride, int count, int[] x, int from, int[] sums) {
    MemorySegment memory = panel.memory();
    short center = (short) panel.layout().center();
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      switch (panel.layout().bits()) {
        case 4 -> nibbles(memory, at + 4L * r, stride, count, x, from, center, sums, r);
        case 5 -> fives(memory, at + 4L * r, stride, count, x, from, sums, r);
        default -> bytes(memory, at + 4L * r, stride, count, x, from, sums, r);
      }
    }
  }

  private static void nibbles(
      MemorySegment memory,
      long at,
      long stride,
      int count,
      int[] x,
      int from,
      short center,
      int[] sums,
      int to) {
    for (int s = 0; s < count; s++) {
      ShortVector a = ShortVector.zero(SHORTS);
      ShortVector b = a;
      ShortVector c = a;
      ShortVector d = a;
      for (int i = 0; i < 4; i++) {
        int pair = from + s * PAIRS + 4 * i;
        ShortVector x0 = IntVector.broadcast(INTS, x[pair]).reinterpretAsShorts();
        ShortVector x1 = IntVector.broadcast(INTS, x[pair + 1]).reinterpretAsShorts();
        ShortVector x2 = IntVector.broadcast(INTS, x[pair + 2]).reinterpretAsShorts();
        ShortVector x3 = IntVector.broadcast(INTS, x[pair + 3]).reinterpretAsShorts();
        long first = at + s * stride + i * COLUMN;
        ShortVector w = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
        a = a.add(w.and((short) 15).sub(center).mul(x0));
        c = c.add(w.lanewise(LSHR, 4).and((short) 15).sub(center).mul(x1));
        a = a.add(w.lanewise(LSHR, 8).and((short) 15).sub(center).mul(x2));
        c = c.add(w.lanewise(LSHR, 12).sub(center).mul(x3));
        w = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
        b = b.add(w.and((short) 15).sub(center).mul(x0));
        d = d.add(w.lanewise(LSHR, 4).and((short) 15).sub(center).mul(x1));
        b = b.add(w.lanewise(LSHR, 8).and((short) 15).sub(center).mul(x2));
        d = d.add(w.lanewise(LSHR, 12).sub(center).mul(x3));
      }
      int next = to + s * ROWS;
      IntVector p = a.add(c).reinterpretAsInts();
      IntVector q = b.add(d).reinterpretAsInts();
      p.lanewise(LSHL, 16).lanewise(ASHR, 16).add(p.lanewise(ASHR, 16)).intoArray(sums, next);
      next += LANES;
      q.lanewise(LSHL, 16).lanewise(ASHR, 16).add(q.lanewise(ASHR, 16)).intoArray(sums, next);
    }
  }

  /** Every code is less 16. */
  private static void fives(
      MemorySegment memory,
      long at,
      long stride,
      int count,
      int[] x,
      int from,
      int[] sums,
      int to) {
    for (int s = 0; s < count; s++) {
      long high = at + s * stride + 4 * COLUMN;
      ShortVector p = ShortVector.fromMemorySegment(SHORTS, memory, high, ORDER);
      ShortVector q = ShortVector.fromMemorySegment(SHORTS, memory, high + 4L * LANES, ORDER);
      ShortVector a = ShortVector.zero(SHORTS);
      ShortVector b = a;
      for (int i = 0; i < 4; i++) {
        long first = at + s * stride + i * COLUMN;
        ShortVector u = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
        ShortVector v = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
        for (int j = 0; j < 4; j++) {
          int pair = x[from + s * PAIRS + 4 * i + j];
          ShortVector factor = IntVector.broadcast(INTS, pair).reinterpretAsShorts();
          ShortVector code = p.and((short) 1).lanewise(LSHL, 4).or(u.and((short) 15));
          a = a.add(code.sub((short) 16).mul(factor));
          code = q.and((short) 1).lanewise(LSHL, 4).or(v.and((short) 15));
          b = b.add(code.sub((short) 16).mul(factor));
          u = u.lanewise(LSHR, 4);
          v = v.lanewise(LSHR, 4);
          p = p.lanewise(LSHR, 1);
          q = q.lanewise(LSHR, 1);
        }
      }
      int next = to + s * ROWS;
      IntVector sum = a.reinterpretAsInts();
      sum.lanewise(LSHL, 16).lanewise(ASHR, 16).add(sum.lanewise(ASHR, 16)).intoArray(sums, next);
      next += LANES;
      sum = b.reinterpretAsInts();
      sum.lanewise(LSHL, 16).lanewise(ASHR, 16).add(sum.lanewise(ASHR, 16)).intoArray(sums, next);
    }
  }

  /** Two products of 128 and 127 fit 16 bits, and are widened then. */
  private static void bytes(
      MemorySegment memory,
      long at,
      long stride,
      int count,
      int[] x,
      int from,
      int[] sums,
      int to) {
    for (int s = 0; s < count; s++) {
      IntVector a = IntVector.zero(INTS);
      IntVector b = a;
      IntVector c = a;
      IntVector d = a;
      for (int i = 0; i < 8; i++) {
        int pair = from + s * PAIRS + 2 * i;
        ShortVector x0 = IntVector.broadcast(INTS, x[pair]).reinterpretAsShorts();
        ShortVector x1 = IntVector.broadcast(INTS, x[pair + 1]).reinterpretAsShorts();
        long first = at + s * stride + i * COLUMN;
        ShortVector w = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
        ShortVector low = w.lanewise(LSHL, 8).lanewise(ASHR, 8).mul(x0);
        IntVector both = w.lanewise(ASHR, 8).mul(x1).add(low).reinterpretAsInts();
        a = a.add(both.lanewise(LSHL, 16).lanewise(ASHR, 16));
        b = b.add(both.lanewise(ASHR, 16));
        w = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
        low = w.lanewise(LSHL, 8).lanewise(ASHR, 8).mul(x0);
        both = w.lanewise(ASHR, 8).mul(x1).add(low).reinterpretAsInts();
        c = c.add(both.lanewise(LSHL, 16).lanewise(ASHR, 16));
        d = d.add(both.lanewise(ASHR, 16));
      }
      int next = to + s * ROWS;
      a.add(b).intoArray(sums, next);
      c.add(d).intoArray(sums, next + LANES);
    }
  }
}
