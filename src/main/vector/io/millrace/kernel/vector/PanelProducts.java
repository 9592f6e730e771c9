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
        if (one) {
          sumOne(panel, from, to);
        } else if (layout.hasByteCodes()) {
          sumFloats(firstTile + tile, from, to);
        } else {
          sumPairs(firstTile + tile, from, to);
        }
        addSums(panel, tile, from, to);
      }
    }
    return acc;
  }

  private void addSums(Panel panel, int tile, int from, int to) {
    if (tile == 0 && layout.blockLength() == GROUP) {
      group.read(panel, from / GROUP * layout.blockColumns()); // they lie behind the codes
    }
    int row = (firstTile + tile) * x.tokens();
    for (int t = 0; t < Math.min(x.tokens(), x.n() - row); t++) {
      int at = tile * tileLength + t * ROWS;
      if (layout.blockLength() == GROUP) {
        group.addLarge(row + t, from, acc, at);
      } else {
        group.addSmall(panel, row + t, from, to, acc, at);
      }
    }
  }

  private void unpack(Panel panel, int from, int to) {
    for (int k = from; k < to && !one; k += SUB_GROUP) {
      if (layout.hasByteCodes()) {
        Unpacking.floats(panel, column(k), floats, (k - from) * ROWS);
      } else {
        Unpacking.pairs(panel, column(k), pairs, (k - from) / 2 * ROWS);
      }
    }
  }

  /** The column of the codes from k on, a multiple of 32. */
  private int column(int k) {
    int block = k / layout.blockLength() * layout.blockColumns();
    return block + k % layout.blockLength() / SUB_GROUP * layout.bits();
  }

  private void sumPairs(int tile, int from, int to) {
    int length = layout.subBlockLength();
    for (int k = from; k < to; k += length) {
      int w = (k - from) / 2 * ROWS;
      int at = (k - from) / length * tileLength;
      int[] factors = x.pairs();
      int factor = x.pairsAt(tile, k);
      PairTile.multiply(pairs, w, length / 2, factors, factor, x.tokens(), group.sums(), at);
    }
  }

  private void sumFloats(int tile, int from, int to) {
    int length = layout.subBlockLength();
    for (int k = from; k < to; k += length) {
      int w = (k - from) * ROWS;
      int at = (k - from) / length * tileLength;
      float[] factors = x.floats();
      int factor = x.floatsAt(tile, k);
      FloatTile.chain(floats, w, ROWS, length, factors, factor, x.tokens(), group.exact(), at);
    }
    group.round((to - from) / length * tileLength);
  }

  /** These codes have sub-blocks of 32. */
  private void sumOne(Panel panel, int from, int to) {
    long at = panel.column(column(from));
    int columns = layout.blockLength() == GROUP ? layout.bits() : layout.blockColumns();
    long stride = (long) columns * Panels.COLUMN_BYTES;
    int count = (to - from) / SUB_GROUP;
    OneToken.multiply(panel, at, stride, count, x.pairs(), x.pairsAt(0, from), group.sums());
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
