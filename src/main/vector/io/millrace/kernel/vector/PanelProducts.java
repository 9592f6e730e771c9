package io.millrace.kernel.vector;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.WorkArea;
import java.util.Arrays;

/**
 * The products of one panel with some tiles of activations: a group of 256 elements is taken apart
 * once and then multiplied with all of them.
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
    acc = area.floats(3, 1, tiles * tileLength)[0];
    pairs = area.ints(3, 1, GROUP / 2 * ROWS)[0];
    floats = area.floats(4, 1, GROUP * ROWS)[0];
    group = new GroupSums(layout, x, area);
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
      unpack(panel, from, to);
      for (int tile = 0; tile < tiles; tile++) {
        sum(firstTile + tile, from, to);
        for (int t = 0; t < Math.min(x.tokens(), x.n() - row(tile)); t++) {
          int at = tile * tileLength + t * ROWS;
          if (layout.blockLength() == GROUP) {
            group.addLarge(row(tile) + t, from, acc, at);
          } else {
            group.addSmall(row(tile) + t, from, (to - from) / SUB_GROUP, acc, at);
          }
        }
      }
    }
    return acc;
  }

  private int row(int tile) {
    return (firstTile + tile) * x.tokens();
  }

  private void unpack(Panel panel, int from, int to) {
    for (int k = from; k < to; k += SUB_GROUP) {
      int block = k / layout.blockLength();
      int column = block * layout.blockColumns();
      int codes = column + k % layout.blockLength() / SUB_GROUP * layout.bits();
      if (layout.hasByteCodes()) {
        Unpacking.floats(panel, codes, floats, (k - from) * ROWS);
      } else {
        Unpacking.pairs(panel, codes, pairs, (k - from) / 2 * ROWS);
      }
      if (k % layout.blockLength() == 0) {
        group.read(panel, column, (k - from) / layout.blockLength());
      }
    }
  }

  /** The integer sums of a tile: one for each sub-block of the group. */
  private void sum(int tile, int from, int to) {
    int length = layout.subBlockLength();
    for (int k = from; k < to; k += length) {
      int at = (k - from) / length * tileLength;
      if (layout.hasByteCodes()) {
        FloatTile.chain(
            floats,
            (k - from) * ROWS,
            ROWS,
            length,
            x.floats(),
            x.floatsAt(tile, k),
            x.tokens(),
            group.exact(),
            at);
      } else {
        PairTile.multiply(
            pairs,
            (k - from) / 2 * ROWS,
            length / 2,
            x.pairs(),
            x.pairsAt(tile, k),
            x.tokens(),
            group.sums(),
            at);
      }
    }
    if (layout.hasByteCodes()) {
      group.round((to - from) / length * tileLength);
    }
  }

  /** Plain numbers: chains along k. */
  private void chain(Panel panel) {
    for (int from = 0; from < layout.k(); from += GROUP) {
      int count = Math.min(GROUP, layout.k() - from);
      panel.read(from, count, floats, 0);
      for (int tile = 0; tile < tiles; tile++) {
        int at = x.floatsAt(firstTile + tile, from);
        FloatTile.chain(floats, 0, ROWS, count, x.floats(), at, x.tokens(), acc, tile * tileLength);
      }
    }
  }
}
