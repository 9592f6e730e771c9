package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.millrace.kernel.jvm.WorkArea;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * What follows the integer sums of a group of 256 elements: their scales, in the order of
 * numerics.md 2.
 */
final class GroupSums {

  private static final int ROWS = Panels.ROWS;
  private static final int MOST_SUB_BLOCKS = 16;
  private static final float ROUND = 12582912f; // 1.5 * 2^23: a sum's lowest bits are an integer

  private final Panels layout;
  private final TiledRows x;

  /** What a code lost to its center and not to its zero: times the sum of a token's codes. */
  private final int uncentered;

  private final int[] sums;
  private final float[] exact;
  private final int[] words;
  private final int[] subScales;
  private final int[] subMins;
  private final float[] scales;
  private final float[] mins;

  GroupSums(Panels layout, TiledRows x, WorkArea area) {
    this.layout = layout;
    this.x = x;
    uncentered = layout.center() - layout.bias();
    sums = area.ints(1, 1, MOST_SUB_BLOCKS * PairTile.TOKENS * ROWS)[0];
    exact = area.floats(1, 1, MOST_SUB_BLOCKS * PairTile.TOKENS * ROWS)[0];
    Arrays.fill(exact, 0f);
    int[][] integers = area.ints(2, 3, MOST_SUB_BLOCKS * ROWS);
    words = integers[0];
    subScales = integers[1];
    subMins = integers[2];
    float[][] floats = area.floats(2, 2, MOST_SUB_BLOCKS * ROWS);
    scales = floats[0];
    mins = floats[1];
  }

  /** Sums {@code [sub-block][token][32]}, to be filled. */
  int[] sums() {
    return sums;
  }

  /** The same as floats; {@link #round} makes them ints. */
  float[] exact() {
    return exact;
  }

  /** Moves sums of less than 2^22 from floats to ints, and clears the floats. */
  void round(int length) {
    int bits = Float.floatToRawIntBits(ROUND);
    for (int i = 0; i < length; i += LANES) {
      FloatVector sum = FloatVector.fromArray(FLOATS, exact, i);
      sum.add(ROUND).reinterpretAsInts().sub(bits).intoArray(sums, i);
      FloatVector.zero(FLOATS).intoArray(exact, i);
    }
  }

  /** Reads the scales of the block at a column; {@code index} is its place in the group. */
  void read(Panel panel, int column, int index) {
    int scale = column + layout.scaleColumn();
    panel.read(scale, 1, scales, index * ROWS);
    if (layout.hasMins()) {
      panel.read(scale + 1, 1, mins, index * ROWS);
    }
    if (layout.subColumns() > 0) {
      int subs = column + layout.codeColumns();
      panel.read(subs, layout.subColumns(), words);
      bytes(words, subScales);
      if (layout.hasMins()) {
        panel.read(subs + layout.subColumns(), layout.subColumns(), words);
        bytes(words, subMins);
      }
    }
  }

  private void bytes(int[] from, int[] to) {
    for (int column = 0; column < layout.subColumns(); column++) {
      for (int r = 0; r < ROWS; r++) {
        int word = from[column * ROWS + r];
        to[4 * column * ROWS + r] = (word << 24) >> 24;
        to[(4 * column + 1) * ROWS + r] = (word << 16) >> 24;
        to[(4 * column + 2) * ROWS + r] = (word << 8) >> 24;
        to[(4 * column + 3) * ROWS + r] = word >> 24;
      }
    }
  }

  /**
   * Adds the group's blocks of 32 to the accumulators of a token.
   *
   * @param row of the token
   * @param from the group's first element
   * @param count blocks
   * @param acc receives 32 rows from {@code to} on
   */
  void addSmall(int row, int from, int count, float[] acc, int to) {
    int token = row % x.tokens() * ROWS;
    for (int r = 0; r < ROWS; r += LANES) {
      FloatVector step = FloatVector.zero(FLOATS);
      for (int b = 0; b < count; b++) {
        int k = from + b * Panels.SUB_GROUP;
        int shift = x.shift(row, k);
        int sum = x.sum(row, k, Panels.SUB_GROUP);
        FloatVector products =
            (FloatVector)
                IntVector.fromArray(INTS, sums, b * x.tokens() * ROWS + token + r)
                    .add(uncentered * sum)
                    .lanewise(LSHL, shift)
                    .convert(I2F, 0);
        step = FloatVector.fromArray(FLOATS, scales, b * ROWS + r).fma(products, step);
        if (layout.hasMins()) {
          FloatVector factor = FloatVector.broadcast(FLOATS, (float) (sum << shift));
          step = FloatVector.fromArray(FLOATS, mins, b * ROWS + r).fma(factor, step);
        }
      }
      step.fma(
              FloatVector.broadcast(FLOATS, x.eighthScale(row, from)),
              FloatVector.fromArray(FLOATS, acc, to + r))
          .intoArray(acc, to + r);
    }
  }

  /** Adds the group, a block with sub-scales, to the accumulators of a token. */
  void addLarge(int row, int from, float[] acc, int to) {
    int token = row % x.tokens() * ROWS;
    int length = layout.subBlockLength();
    FloatVector da8 = FloatVector.broadcast(FLOATS, x.eighthScale(row, from));
    for (int r = 0; r < ROWS; r += LANES) {
      IntVector total = IntVector.zero(INTS);
      for (int b = 0; b < 256 / length; b++) {
        int k = from + b * length;
        total =
            IntVector.fromArray(INTS, sums, b * x.tokens() * ROWS + token + r)
                .add(uncentered * x.sum(row, k, length))
                .lanewise(LSHL, x.shift(row, k))
                .mul(IntVector.fromArray(INTS, subScales, b * ROWS + r))
                .add(total);
      }
      FloatVector d = FloatVector.fromArray(FLOATS, scales, r).mul(da8);
      d.fma((FloatVector) total.convert(I2F, 0), FloatVector.fromArray(FLOATS, acc, to + r))
          .intoArray(acc, to + r);
    }
    if (layout.hasMins()) {
      subtractMins(row, from, acc, to);
    }
  }

  private void subtractMins(int row, int from, float[] acc, int to) {
    int length = layout.subBlockLength();
    FloatVector minus = FloatVector.broadcast(FLOATS, -x.eighthScale(row, from));
    for (int r = 0; r < ROWS; r += LANES) {
      IntVector total = IntVector.zero(INTS);
      for (int b = 0; b < 256 / length; b++) {
        int k = from + b * length;
        int sum = x.sum(row, k, length) << x.shift(row, k);
        total = IntVector.fromArray(INTS, subMins, b * ROWS + r).mul(sum).add(total);
      }
      FloatVector dmin = FloatVector.fromArray(FLOATS, mins, r).mul(minus);
      dmin.fma((FloatVector) total.convert(I2F, 0), FloatVector.fromArray(FLOATS, acc, to + r))
          .intoArray(acc, to + r);
    }
  }
}
