package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * What {@link GroupSums} does, for the four tokens of a tile at once, which share the loads of a
 * weight's scales. Sums and accumulators are {@code [4][32]}.
 */
final class TileSums {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int ROWS = Panels.ROWS;

  private TileSums() {}

  /**
   * Adds blocks of 32 without mins, at {@code stride} from each other: {@code (float) (S << s)} is
   * {@code (float) S * 2^s}, all exact.
   */
  static void addSmall(
      MemorySegment memory,
      long at,
      long stride,
      int[] sums,
      int first,
      int count,
      TileScales x,
      int tile,
      int from,
      float[] acc,
      int to) {
    float[] powers = x.powers();
    long scale = at;
    int power = x.shiftAt(tile, from);
    int end = first + count * 4 * ROWS;
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int sum = first; sum < end; sum += 4 * ROWS) {
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, memory, scale, ORDER);
      IntVector s = IntVector.fromArray(INTS, sums, sum);
      IntVector t = IntVector.fromArray(INTS, sums, sum + ROWS);
      IntVector u = IntVector.fromArray(INTS, sums, sum + 2 * ROWS);
      IntVector v = IntVector.fromArray(INTS, sums, sum + 3 * ROWS);
      a = w.fma(((FloatVector) s.convert(I2F, 0)).mul(powers[power]), a);
      b = w.fma(((FloatVector) t.convert(I2F, 0)).mul(powers[power + 1]), b);
      c = w.fma(((FloatVector) u.convert(I2F, 0)).mul(powers[power + 2]), c);
      d = w.fma(((FloatVector) v.convert(I2F, 0)).mul(powers[power + 3]), d);
      scale += stride;
      power += 4;
    }
    float[] scales = x.scales();
    int da8 = x.scaleAt(tile, from);
    a = a.fma(FloatVector.broadcast(FLOATS, scales[da8]), FloatVector.fromArray(FLOATS, acc, to));
    a.intoArray(acc, to);
    int next = to + ROWS;
    b =
        b.fma(
            FloatVector.broadcast(FLOATS, scales[da8 + 1]),
            FloatVector.fromArray(FLOATS, acc, next));
    b.intoArray(acc, next);
    next += ROWS;
    c =
        c.fma(
            FloatVector.broadcast(FLOATS, scales[da8 + 2]),
            FloatVector.fromArray(FLOATS, acc, next));
    c.intoArray(acc, next);
    next += ROWS;
    d =
        d.fma(
            FloatVector.broadcast(FLOATS, scales[da8 + 3]),
            FloatVector.fromArray(FLOATS, acc, next));
    d.intoArray(acc, next);
  }

  /** Integer sums of a block times their sub-scales, into {@code totals [4][32]}. */
  static void scale(
      int[] subScales,
      int r,
      int[] sums,
      int first,
      int count,
      int uncentered,
      TileScales x,
      int tile,
      int from,
      int[] totals) {
    int[] shifts = x.shifts();
    int[] codes = x.sums();
    int code = x.sumAt(tile, from);
    int shift = x.shiftAt(tile, from);
    int each = count / 8; // sub-blocks that share a shift: 1 or 2
    IntVector a = IntVector.zero(INTS);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    for (int i = 0; i < count; i++) {
      int sum = first + i * 4 * ROWS;
      int e = shift + i / each * 4;
      IntVector w = IntVector.fromArray(INTS, subScales, r + i * ROWS);
      IntVector s = IntVector.fromArray(INTS, sums, sum).lanewise(LSHL, shifts[e]);
      IntVector t = IntVector.fromArray(INTS, sums, sum + ROWS).lanewise(LSHL, shifts[e + 1]);
      IntVector u = IntVector.fromArray(INTS, sums, sum + 2 * ROWS).lanewise(LSHL, shifts[e + 2]);
      IntVector v = IntVector.fromArray(INTS, sums, sum + 3 * ROWS).lanewise(LSHL, shifts[e + 3]);
      if (uncentered != 0) {
        s = s.add(uncentered * codes[code]);
        t = t.add(uncentered * codes[code + 1]);
        u = u.add(uncentered * codes[code + 2]);
        v = v.add(uncentered * codes[code + 3]);
        code += 4;
      }
      a = a.add(w.mul(s));
      b = b.add(w.mul(t));
      c = c.add(w.mul(u));
      d = d.add(w.mul(v));
    }
    a.intoArray(totals, r);
    b.intoArray(totals, r + ROWS);
    c.intoArray(totals, r + 2 * ROWS);
    d.intoArray(totals, r + 3 * ROWS);
  }

  /** Sums of codes times the sub-mins of a block, into {@code totals [4][32]}. */
  static void scaleMins(
      int[] subMins, int r, int count, TileScales x, int tile, int from, int[] totals) {
    int[] codes = x.sums();
    int code = x.sumAt(tile, from);
    IntVector a = IntVector.zero(INTS);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    for (int i = 0; i < count; i++) {
      IntVector w = IntVector.fromArray(INTS, subMins, r + i * ROWS);
      a = a.add(w.mul(IntVector.broadcast(INTS, codes[code])));
      b = b.add(w.mul(IntVector.broadcast(INTS, codes[code + 1])));
      c = c.add(w.mul(IntVector.broadcast(INTS, codes[code + 2])));
      d = d.add(w.mul(IntVector.broadcast(INTS, codes[code + 3])));
      code += 4;
    }
    a.intoArray(totals, r);
    b.intoArray(totals, r + ROWS);
    c.intoArray(totals, r + 2 * ROWS);
    d.intoArray(totals, r + 3 * ROWS);
  }

  /** Adds a token's totals, times a number of each row and a factor, to its 32 rows. */
  static void add(float[] scales, float factor, int[] totals, int at, float[] acc, int to) {
    for (int i = 0; i < ROWS; i += LANES) {
      FloatVector w = FloatVector.fromArray(FLOATS, scales, i).mul(factor);
      IntVector total = IntVector.fromArray(INTS, totals, at + i);
      FloatVector sum = FloatVector.fromArray(FLOATS, acc, to + i);
      w.fma((FloatVector) total.convert(I2F, 0), sum).intoArray(acc, to + i);
    }
  }
}
