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
 * Planes are multiplied as {@link PlaneFactors} says.
 */
final class OneToken {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int ROWS = Panels.ROWS;
  private static final long COLUMN = Panels.COLUMN_BYTES;
  private static final int PAIRS = Panels.SUB_GROUP / 2;

  private OneToken() {}

  /** Whether there are products for codes of this width. */
  static boolean has(int bits) {
    return bits == 4 || bits == 5 || bits == 6 || bits == 8;
  }

  /**
   * Multiplies.
   *
   * @param at the first byte of the first sub-group's codes
   * @param stride bytes from a sub-group to the next
   * @param count sub-groups
   * @param x the token, from element {@code from} on
   * @param sums receives {@code [sub-block][32]}
   */
  static void multiply(
      Panel panel, long at, long stride, int count, TiledRows x, int from, int[] sums) {
    MemorySegment memory = panel.memory();
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      long first = at + 4L * r;
      switch (panel.layout().bits()) {
        case 4 -> nibbles(memory, first, stride, count, x.factors(), from / 2, sums, r);
        case 5 -> fives(memory, first, stride, count, x.factors(), from / 2, sums, r);
        case 6 -> sixes(memory, first, stride, count, x.factors(), from / 2, sums, r);
        default -> bytes(memory, first, stride, count, x.pairs(), from / 2, sums, r);
      }
    }
  }

  private static void nibbles(
      MemorySegment memory,
      long at,
      long stride,
      int count,
      PlaneFactors x,
      int from,
      int[] sums,
      int to) {
    int[] low = x.low();
    int[] starts = x.starts();
    for (int s = 0; s < count; s++) {
      int pair = from + s * PAIRS;
      ShortVector a = IntVector.broadcast(INTS, starts[pair / PAIRS]).reinterpretAsShorts();
      ShortVector b = a;
      ShortVector c = ShortVector.zero(SHORTS);
      ShortVector d = c;
      long first = at + s * stride;
      for (int i = 0; i < 4; i++) {
        ShortVector x0 = IntVector.broadcast(INTS, low[pair]).reinterpretAsShorts();
        ShortVector x1 = IntVector.broadcast(INTS, low[pair + 1]).reinterpretAsShorts();
        ShortVector x2 = IntVector.broadcast(INTS, low[pair + 2]).reinterpretAsShorts();
        ShortVector x3 = IntVector.broadcast(INTS, low[pair + 3]).reinterpretAsShorts();
        ShortVector w = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
        a = a.add(w.mul(x0));
        c = c.add(w.lanewise(LSHR, 4).mul(x1));
        a = a.add(w.lanewise(LSHR, 8).mul(x2));
        c = c.add(w.lanewise(LSHR, 12).mul(x3));
        w = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
        b = b.add(w.mul(x0));
        d = d.add(w.lanewise(LSHR, 4).mul(x1));
        b = b.add(w.lanewise(LSHR, 8).mul(x2));
        d = d.add(w.lanewise(LSHR, 12).mul(x3));
        first += COLUMN;
        pair += 4;
      }
      int next = to + s * ROWS;
      IntVector p = a.add(c).reinterpretAsInts();
      IntVector q = b.add(d).reinterpretAsInts();
      p.lanewise(LSHL, 16).lanewise(ASHR, 16).add(p.lanewise(ASHR, 16)).intoArray(sums, next);
      next += LANES;
      q.lanewise(LSHL, 16).lanewise(ASHR, 16).add(q.lanewise(ASHR, 16)).intoArray(sums, next);
    }
  }

  private static void fives(
      MemorySegment memory,
      long at,
      long stride,
      int count,
      PlaneFactors x,
      int from,
      int[] sums,
      int to) {
    int[] low = x.low();
    int[] high = x.high();
    int[] starts = x.starts();
    for (int s = 0; s < count; s++) {
      int pair = from + s * PAIRS;
      ShortVector a = IntVector.broadcast(INTS, starts[pair / PAIRS]).reinterpretAsShorts();
      ShortVector b = a;
      ShortVector c = ShortVector.zero(SHORTS);
      ShortVector d = c;
      long first = at + s * stride;
      ShortVector p = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
      ShortVector q = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
      first += COLUMN;
      for (int i = 0; i < 4; i++) {
        ShortVector u = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
        ShortVector v = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
        for (int j = 0; j < 4; j++) {
          ShortVector y = IntVector.broadcast(INTS, low[pair]).reinterpretAsShorts();
          ShortVector z = IntVector.broadcast(INTS, high[pair]).reinterpretAsShorts();
          a = a.add(u.mul(y));
          b = b.add(v.mul(y));
          c = c.add(p.mul(z));
          d = d.add(q.mul(z));
          u = u.lanewise(LSHR, 4);
          v = v.lanewise(LSHR, 4);
          p = p.lanewise(LSHR, 1);
          q = q.lanewise(LSHR, 1);
          pair++;
        }
        first += COLUMN;
      }
      int next = to + s * ROWS;
      IntVector sum = a.add(c).reinterpretAsInts();
      sum.lanewise(LSHL, 16).lanewise(ASHR, 16).add(sum.lanewise(ASHR, 16)).intoArray(sums, next);
      next += LANES;
      sum = b.add(d).reinterpretAsInts();
      sum.lanewise(LSHL, 16).lanewise(ASHR, 16).add(sum.lanewise(ASHR, 16)).intoArray(sums, next);
    }
  }

  /** Two sub-blocks of 16 codes to a sub-group: one column of 2 bits and two of 4 bits each. */
  private static void sixes(
      MemorySegment memory,
      long at,
      long stride,
      int count,
      PlaneFactors x,
      int from,
      int[] sums,
      int to) {
    int[] low = x.low();
    int[] high = x.high();
    int[] starts = x.starts();
    for (int s = 0; s < count; s++) {
      int pair = from + s * PAIRS;
      int next = to + 2 * s * ROWS;
      long first = at + s * stride;
      ShortVector p = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
      ShortVector q = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
      first += COLUMN;
      ShortVector t = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
      ShortVector w = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
      first += COLUMN;
      for (int h = 0; h < 2; h++) {
        ShortVector a = IntVector.broadcast(INTS, starts[2 * pair / PAIRS]).reinterpretAsShorts();
        ShortVector b = a;
        ShortVector c = ShortVector.zero(SHORTS);
        ShortVector d = c;
        for (int i = 0; i < 2; i++) {
          ShortVector u = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
          ShortVector v = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
          for (int j = 0; j < 4; j++) {
            ShortVector y = IntVector.broadcast(INTS, low[pair]).reinterpretAsShorts();
            ShortVector z = IntVector.broadcast(INTS, high[pair]).reinterpretAsShorts();
            a = a.add(u.mul(y));
            b = b.add(v.mul(y));
            c = c.add(p.mul(z));
            d = d.add(q.mul(z));
            u = u.lanewise(LSHR, 4);
            v = v.lanewise(LSHR, 4);
            p = p.lanewise(LSHR, 2);
            q = q.lanewise(LSHR, 2);
            pair++;
          }
          first += COLUMN;
        }
        p = t;
        q = w;
        IntVector sum = a.add(c).reinterpretAsInts();
        sum.lanewise(LSHL, 16).lanewise(ASHR, 16).add(sum.lanewise(ASHR, 16)).intoArray(sums, next);
        next += LANES;
        sum = b.add(d).reinterpretAsInts();
        sum.lanewise(LSHL, 16).lanewise(ASHR, 16).add(sum.lanewise(ASHR, 16)).intoArray(sums, next);
        next += LANES;
      }
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
