package io.millrace.kernel.vector;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.WorkArea;
import java.util.Arrays;

/**
 * The products of one panel with some tiles of activations: the codes of a group of 256 elements
 * are taken apart once and then multiplied with all of them, tile by tile, and a tile's group is
 * summed before its scales are applied.
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
  private final int blockLength;
  private final boolean large; // a block is a group
  private final boolean hasMins;
  private final int subBlockLength;
  private final boolean byteCodes;
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
    blockLength = layout.blockLength();
    large = blockLength == GROUP;
    hasMins = layout.hasMins();
    subBlockLength = layout.subBlockLength();
    byteCodes = layout.hasByteCodes();
    acc = area.floats(3, 1, tiles * tileLength)[0];
    pairs = area.ints(3, 1, GROUP / 2 * ROWS)[0];
    floats = area.floats(4, 1, GROUP * ROWS)[0];
    group = new GroupSums(layout, x, area);
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
        unpack(panel, from, to);
      }
      if (large) {
        group.read(panel, from / GROUP * layout.blockColumns()); // they lie behind the codes
      }
      for (int tile = 0; tile < tiles; tile++) {
        if (!one) {
          sumTile(firstTile + tile, from, to);
        }
        addSums(panel, tile, from, to);
      }
    }
    return acc;
  }

  private void addSums(Panel panel, int tile, int from, int to) {
    int at = tile * tileLength;
    if (x.tokens() == 1 || (hasMins && !large)) {
      addEach(panel, tile, from, to);
    } else if (large) {
      group.addLargeTile(firstTile + tile, from, acc, at);
    } else {
      group.addSmallTile(panel, firstTile + tile, from, to, acc, at);
    }
  }

  /** Token by token. */
  private void addEach(Panel panel, int tile, int from, int to) {
    int row = (firstTile + tile) * x.tokens();
    for (int t = 0; t < Math.min(x.tokens(), x.n() - row); t++) {
      int at = tile * tileLength + t * ROWS;
      if (large) {
        group.addLarge(t * ROWS, row + t, from, acc, at);
      } else {
        group.addSmall(panel, t * ROWS, row + t, from, to, acc, at);
      }
    }
  }

  /** The column of the codes from k on, a multiple of 32. */
  private int column(int k) {
    int block = k / blockLength * layout.blockColumns();
    return block + k % blockLength / SUB_GROUP * layout.bits();
  }

  /** Takes the codes of a group apart. */
  private void unpack(Panel panel, int from, int to) {
    for (int k = from; k < to; k += SUB_GROUP) {
      int at = (k - from) * ROWS;
      if (byteCodes) {
        Unpacking.floats(panel, column(k), floats, at);
      } else {
        Unpacking.pairs(panel, column(k), pairs, at / 2);
      }
    }
  }

  /** The integer sums of a tile, which stay in L1 as the codes do. */
  private void sumTile(int tile, int from, int to) {
    int at = 0;
    for (int k = 0; k < to - from; k += subBlockLength) {
      if (byteCodes) {
        ByteTile.multiply(
            floats, k * ROWS, x.floats(), x.floatsAt(tile, from + k), group.sums(), at);
      } else {
        int length = subBlockLength / 2;
        int factors = x.pairsAt(tile, from + k);
        PairTile.multiply(
            pairs, k / 2 * ROWS, length, x.pairs(), factors, x.tokens(), group.sums(), at);
      }
      at += tileLength;
    }
  }

  /** The integer sums of one token. */
  private void sumOne(Panel panel, int from, int to) {
    long at = panel.column(column(from));
    int columns = large ? layout.bits() : layout.blockColumns();
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
