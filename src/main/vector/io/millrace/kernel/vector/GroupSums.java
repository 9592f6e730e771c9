package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.WorkArea;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * What follows the integer sums of a group of 256 elements: their scales, in the order of
 * numerics.md 2.
 */
final class GroupSums {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int ROWS = Panels.ROWS;
  private static final int SUB_GROUP = Panels.SUB_GROUP;
  private static final int GROUP = QuantizedRows.GROUP;
  private static final int MOST_SUB_BLOCKS = 16;

  private final Panels layout;
  private final TiledRows x;
  private final long blockBytes;
  private final int blockColumns; // computed once: divisions take longer than a block
  private final int scaleColumn;
  private final boolean hasMins;
  private final int subBlockLength;

  /** What a code lost to its center and not to its zero: times the sum of a token's codes. */
  private final int uncentered;

  private final int[] sums;
  private final int[] subScales;
  private final int[] subMins;
  private final float[] scales;
  private final float[] mins;
  private final int[] totals;

  GroupSums(Panels layout, TiledRows x, WorkArea area) {
    this.layout = layout;
    this.x = x;
    blockColumns = layout.blockColumns();
    scaleColumn = layout.scaleColumn();
    blockBytes = (long) blockColumns * Panels.COLUMN_BYTES;
    hasMins = layout.hasMins();
    subBlockLength = layout.subBlockLength();
    int tileLength = GROUP / subBlockLength * x.tokens() * ROWS;
    uncentered = layout.center() - layout.bias();
    sums = area.ints(1, 1, tileLength)[0];
    int[][] integers = area.ints(2, 3, MOST_SUB_BLOCKS * ROWS);
    subScales = integers[0];
    subMins = integers[1];
    totals = integers[2];
    float[][] floats = area.floats(2, 2, ROWS);
    scales = floats[0];
    mins = floats[1];
  }

  /** Sums of a tile, {@code [sub-block][token][32]}, to be filled. */
  int[] sums() {
    return sums;
  }

  /** Reads the scales of the block of 256 at a column. */
  void read(Panel panel, int column) {
    int subs = column + layout.codeColumns();
    subScales(panel, subs, subScales);
    if (hasMins) {
      subScales(panel, subs + layout.subColumns(), subMins);
    }
    int scale = column + scaleColumn;
    panel.read(scale, 1, scales);
    if (hasMins) {
      panel.read(scale + 1, 1, mins);
    }
  }

  private void subScales(Panel panel, int column, int[] to) {
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      bytes(panel.memory(), panel.column(column) + 4L * r, layout.subColumns(), to, r);
    }
  }

  private static void bytes(MemorySegment memory, long at, int columns, int[] to, int first) {
    for (int column = 0; column < columns; column++) {
      long from = at + (long) column * Panels.COLUMN_BYTES;
      IntVector a = IntVector.fromMemorySegment(INTS, memory, from, ORDER);
      IntVector b = IntVector.fromMemorySegment(INTS, memory, from + 4L * LANES, ORDER);
      int i = first + 4 * column * ROWS;
      a.lanewise(LSHL, 24).lanewise(ASHR, 24).intoArray(to, i);
      b.lanewise(LSHL, 24).lanewise(ASHR, 24).intoArray(to, i + LANES);
      i += ROWS;
      a.lanewise(LSHL, 16).lanewise(ASHR, 24).intoArray(to, i);
      b.lanewise(LSHL, 16).lanewise(ASHR, 24).intoArray(to, i + LANES);
      i += ROWS;
      a.lanewise(LSHL, 8).lanewise(ASHR, 24).intoArray(to, i);
      b.lanewise(LSHL, 8).lanewise(ASHR, 24).intoArray(to, i + LANES);
      i += ROWS;
      a.lanewise(ASHR, 24).intoArray(to, i);
      b.lanewise(ASHR, 24).intoArray(to, i + LANES);
    }
  }

  /**
   * Adds the group's blocks of 32 to the accumulators of a token.
   *
   * @param sum where the token's sums begin
   * @param row of the token
   * @param from the group's first element
   * @param end the one after its last
   * @param acc receives 32 rows from {@code to} on
   */
  void addSmall(Panel panel, int sum, int row, int from, int end, float[] acc, int to) {
    int column = from / SUB_GROUP * blockColumns + scaleColumn;
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      long at = panel.column(column) + 4L * r;
      addSmall(panel.memory(), at, sum + r, row, from, end, acc, to + r);
    }
  }

  private void addSmall(
      MemorySegment memory, long at, int first, int row, int from, int end, float[] acc, int to) {
    int sum = first;
    long scale = at;
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    int[] shifts = x.shifts();
    int at32 = x.shiftAt(row, from);
    int next = x.tokens() * ROWS;
    for (int k = from; k < end; k += SUB_GROUP) {
      int shift = shifts[at32++];
      IntVector p = IntVector.fromArray(INTS, sums, sum);
      IntVector q = IntVector.fromArray(INTS, sums, sum + LANES);
      if (uncentered != 0) {
        int codes = x.sum(row, k, SUB_GROUP);
        p = p.add(uncentered * codes);
        q = q.add(uncentered * codes);
      }
      FloatVector u = (FloatVector) p.lanewise(LSHL, shift).convert(I2F, 0);
      FloatVector v = (FloatVector) q.lanewise(LSHL, shift).convert(I2F, 0);
      a = FloatVector.fromMemorySegment(FLOATS, memory, scale, ORDER).fma(u, a);
      b = FloatVector.fromMemorySegment(FLOATS, memory, scale + 4L * LANES, ORDER).fma(v, b);
      if (hasMins) {
        int codes = x.sum(row, k, SUB_GROUP);
        FloatVector factor = FloatVector.broadcast(FLOATS, (float) (codes << shift));
        long min = scale + Panels.COLUMN_BYTES;
        a = FloatVector.fromMemorySegment(FLOATS, memory, min, ORDER).fma(factor, a);
        b = FloatVector.fromMemorySegment(FLOATS, memory, min + 4L * LANES, ORDER).fma(factor, b);
      }
      sum += next;
      scale += blockBytes;
    }
    FloatVector da8 = FloatVector.broadcast(FLOATS, x.eighthScale(row, from));
    a.fma(da8, FloatVector.fromArray(FLOATS, acc, to)).intoArray(acc, to);
    b.fma(da8, FloatVector.fromArray(FLOATS, acc, to + LANES)).intoArray(acc, to + LANES);
  }

  /** Adds the group, a block with sub-scales, to the accumulators of a token, alike. */
  void addLarge(int sum, int row, int from, float[] acc, int to) {
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      addLarge(sum + r, row, from, r, acc, to + r);
    }
  }

  private void addLarge(int first, int row, int from, int r, float[] acc, int to) {
    int sum = first;
    IntVector a = IntVector.zero(INTS);
    IntVector b = a;
    IntVector p = a;
    IntVector q = a;
    int[] shifts = x.shifts();
    int at32 = x.shiftAt(row, from);
    int next = x.tokens() * ROWS;
    for (int s = r, k = 0; k < GROUP; s += ROWS, k += subBlockLength) {
      int shift = shifts[at32 + k / SUB_GROUP];
      IntVector u = IntVector.fromArray(INTS, sums, sum);
      IntVector v = IntVector.fromArray(INTS, sums, sum + LANES);
      if (uncentered != 0) {
        int codes = x.sum(row, from + k, subBlockLength);
        u = u.add(uncentered * codes);
        v = v.add(uncentered * codes);
      }
      a = u.lanewise(LSHL, shift).mul(IntVector.fromArray(INTS, subScales, s)).add(a);
      b = v.lanewise(LSHL, shift).mul(IntVector.fromArray(INTS, subScales, s + LANES)).add(b);
      if (hasMins) {
        int codes = x.sum(row, from + k, subBlockLength);
        p = IntVector.fromArray(INTS, subMins, s).mul(codes << shift).add(p);
        q = IntVector.fromArray(INTS, subMins, s + LANES).mul(codes << shift).add(q);
      }
      sum += next;
    }
    FloatVector da8 = FloatVector.broadcast(FLOATS, x.eighthScale(row, from));
    FloatVector u = FloatVector.fromArray(FLOATS, scales, r).mul(da8);
    FloatVector v = FloatVector.fromArray(FLOATS, scales, r + LANES).mul(da8);
    u = u.fma((FloatVector) a.convert(I2F, 0), FloatVector.fromArray(FLOATS, acc, to));
    v = v.fma((FloatVector) b.convert(I2F, 0), FloatVector.fromArray(FLOATS, acc, to + LANES));
    if (hasMins) {
      FloatVector m = FloatVector.fromArray(FLOATS, mins, r).mul(da8).neg();
      u = m.fma((FloatVector) p.convert(I2F, 0), u);
      m = FloatVector.fromArray(FLOATS, mins, r + LANES).mul(da8).neg();
      v = m.fma((FloatVector) q.convert(I2F, 0), v);
    }
    u.intoArray(acc, to);
    v.intoArray(acc, to + LANES);
  }

  /** Adds the group's blocks of 32 to the accumulators of a tile of four tokens. */
  void addSmallTile(Panel panel, int tile, int from, int end, float[] acc, int to) {
    int column = from / SUB_GROUP * blockColumns + scaleColumn;
    int count = (end - from) / SUB_GROUP;
    TileScales scaling = x.tileScales();
    for (int r = 0; r < ROWS; r += LANES) {
      long at = panel.column(column) + 4L * r;
      TileSums.addSmall(
          panel.memory(), at, blockBytes, sums, r, count, scaling, tile, from, acc, to + r);
    }
  }

  /** Adds the group, a block with sub-scales, to the accumulators of a tile of four tokens. */
  void addLargeTile(int tile, int from, float[] acc, int to) {
    int count = GROUP / subBlockLength;
    TileScales scaling = x.tileScales();
    for (int r = 0; r < ROWS; r += LANES) {
      TileSums.scale(subScales, r, sums, r, count, uncentered, scaling, tile, from, totals);
    }
    addTotals(scales, 1f, tile, from, acc, to);
    if (hasMins) {
      for (int r = 0; r < ROWS; r += LANES) {
        TileSums.scaleMins(subMins, r, count, scaling, tile, from, totals);
      }
      addTotals(mins, -1f, tile, from, acc, to);
    }
  }

  private void addTotals(float[] numbers, float sign, int tile, int from, float[] acc, int to) {
    float[] da8 = x.tileScales().scales();
    int at = x.tileScales().scaleAt(tile, from);
    for (int t = 0; t < PairTile.TOKENS; t++) {
      TileSums.add(numbers, sign * da8[at + t], totals, t * ROWS, acc, to + t * ROWS);
    }
  }
}
