package io.millrace.kernel.vector;

import io.millrace.kernel.QuantizedRows;

/** What the integer sums of tiles are scaled by, that of a tile's tokens side by side. */
final class TileScales {

  private static final int TOKENS = PairTile.TOKENS;
  private static final int SUB_GROUP = Panels.SUB_GROUP;
  private static final int GROUP = QuantizedRows.GROUP;

  private final int k;
  private final int subBlockLength;
  private final int groups;
  private final int[] shifts;
  private final float[] powers;
  private final int[] sums;
  private final float[] scales;

  /** Room for tiles, all zero. */
  TileScales(int tiles, int k, int subBlockLength) {
    this.k = k;
    this.subBlockLength = subBlockLength;
    groups = (k + GROUP - 1) / GROUP;
    shifts = new int[tiles * TOKENS * k / SUB_GROUP];
    powers = new float[tiles * TOKENS * k / SUB_GROUP];
    sums = new int[tiles == 0 ? 0 : tiles * TOKENS * k / subBlockLength];
    scales = new float[tiles * TOKENS * groups];
  }

  /** Sets what belongs to a row. */
  void place(TiledRows x, int row) {
    int tile = row / TOKENS;
    int token = row % TOKENS;
    for (int from = 0; from < k; from += SUB_GROUP) {
      int shift = x.shifts()[x.shiftAt(row, from)];
      shifts[shiftAt(tile, from) + token] = shift;
      powers[shiftAt(tile, from) + token] = 1 << shift;
      for (int i = from; i < from + SUB_GROUP; i += subBlockLength) {
        sums[sumAt(tile, i) + token] = x.sum(row, i, subBlockLength) << shift;
      }
    }
    for (int from = 0; from < k; from += GROUP) {
      scales[scaleAt(tile, from) + token] = x.eighthScale(row, from);
    }
  }

  /** Where the s of the 32 codes that begin at {@code from} lie. */
  int shiftAt(int tile, int from) {
    return (tile * k + from) / SUB_GROUP * TOKENS;
  }

  int[] shifts() {
    return shifts;
  }

  /** 2^s, alike. */
  float[] powers() {
    return powers;
  }

  /** Where the sums of the codes of a sub-block lie. */
  int sumAt(int tile, int from) {
    return (tile * k + from) / subBlockLength * TOKENS;
  }

  /** Sums of codes, times 2^s. */
  int[] sums() {
    return sums;
  }

  /** Where the scales da / 8 of a group lie. */
  int scaleAt(int tile, int from) {
    return (tile * groups + from / GROUP) * TOKENS;
  }

  float[] scales() {
    return scales;
  }
}
