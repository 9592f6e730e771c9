package io.millrace.kernel.vector;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.WorkArea;
import java.util.Arrays;

/**
 * The products of one panel with some tiles of activations: codes are taken apart once and then
 * multiplied with all of them, and a group of 256 elements is summed before its scales are applied.
 */
final class PanelProducts {

  private static final int ROWS = Panels.ROWS;
  private static final int SUB_GROUP = Panels.SUB_GROUP;
  private static final int GROUP = QuantizedRows.GROUP;

  private final Panels layout;
  private final TiledRows x;
  private final int firstTile;
  private final int tiles;
  private final int tileLength;
  private final boolean one;
  private final float[] acc;
  private final int[] pairs;
  private final float[] floats;
  private final GroupSums group;

  PanelProducts(Panels layout, TiledRows x, int firstTile, int tiles, WorkArea area) {
    this.layout = layout;
    this.x = x;
    this.firstTile = firstTile;
    this.tiles = tiles;
    tileLength = x.tokens() * ROWS;
    one = x.tokens() == 1 && OneToken.has(layout.bits());
    acc = area.floats(3, 1, tiles * tileLength)[0];
    pairs = area.ints(3, 1, SUB_GROUP / 2 * ROWS)[0];
    floats = area.floats(4, 1, GROUP * ROWS)[0];
    group = new GroupSums(layout, x, tiles, area);
  }

  /** The first row of activations of its tiles. */
  int firstToken() {
    return firstTile * x.tokens();
  }

  /** Rows of activations of its tiles, those that fill the last one up included. */
  int tokens() {
    return tiles * x.tokens();
  }

  /** Returns the finished accumulators {@code [token][32]}. */
  float[] multiply(Panel panel) {
    Arrays.fill(acc, 0, tiles * tileLength, 0f);
    if (!layout.type().isQuantized()) {
      chain(panel);
      return acc;
    }
    for (int from = 0; from < layout.k(); from += GROUP) {
      int to = Math.min(from + GROUP, layout.k());
      if (one) {
        sumOne(panel, from, to);
      } else {
        sumTiles(panel, from, to);
      }
      if (layout.blockLength() == GROUP) {
        group.read(panel, from / GROUP * layout.blockColumns()); // they lie behind the codes
      }
      for (int tile = 0; tile < tiles; tile++) {
        addSums(panel, tile, from, to);
      }
    }
    return acc;
  }

  private void addSums(Panel panel, int tile, int from, int to) {
    int row = (firstTile + tile) * x.tokens();
    for (int t = 0; t < Math.min(x.tokens(), x.n() - row); t++) {
      int at = tile * tileLength + t * ROWS;
      int sums = tile * group.tileLength() + t * ROWS;
      if (layout.blockLength() == GROUP) {
        group.addLarge(sums, row + t, from, acc, at);
      } else {
        group.addSmall(panel, sums, row + t, from, to, acc, at);
      }
    }
  }

  /** The column of the codes from k on, a multiple of 32. */
  private int column(int k) {
    int block = k / layout.blockLength() * layout.blockColumns();
    return block + k % layout.blockLength() / SUB_GROUP * layout.bits();
  }

  /** The integer sums of all tiles: 32 elements are taken apart at a time, and stay in L1. */
  private void sumTiles(Panel panel, int from, int to) {
    for (int k = from; k < to; k += SUB_GROUP) {
      int at = (k - from) / layout.subBlockLength() * tileLength;
      if (layout.hasByteCodes()) {
        Unpacking.floats(panel, column(k), floats, 0);
        for (int tile = 0; tile < tiles; tile++) {
          int sums = tile * group.tileLength() + at;
          ByteTile.multiply(
              floats, x.floats(), x.floatsAt(firstTile + tile, k), group.sums(), sums);
        }
      } else {
        Unpacking.pairs(panel, column(k), pairs, 0);
        for (int tile = 0; tile < tiles; tile++) {
          sumPairs(firstTile + tile, k, tile * group.tileLength() + at);
        }
      }
    }
  }

  private void sumPairs(int tile, int k, int to) {
    int length = layout.subBlockLength();
    for (int i = 0; i < SUB_GROUP / length; i++) {
      int w = i * length / 2 * ROWS;
      int[] factors = x.pairs();
      int from = x.pairsAt(tile, k + i * length);
      int[] sums = group.sums();
      int at = to + i * tileLength;
      PairTile.multiply(pairs, w, length / 2, factors, from, x.tokens(), sums, at);
    }
  }

  /** The integer sums of one token. */
  private void sumOne(Panel panel, int from, int to) {
    long at = panel.column(column(from));
    int columns = layout.blockLength() == GROUP ? layout.bits() : layout.blockColumns();
    long stride = (long) columns * Panels.COLUMN_BYTES;
    int count = (to - from) / SUB_GROUP;
    OneToken.multiply(panel, at, stride, count, x, from, group.sums());
  }

  /** Plain numbers: chains along k. */
  private void chain(Panel panel) {
    for (int from = 0; from < layout.k(); from += GROUP) {
      int count = Math.min(GROUP, layout.k() - from);
      panel.read(from, count, floats);
      for (int tile = 0; tile < tiles; tile++) {
        int at = x.floatsAt(firstTile + tile, from);
        FloatTile.chain(floats, 0, ROWS, count, x.floats(), at, x.tokens(), acc, tile * tileLength);
      }
    }
  }
}
