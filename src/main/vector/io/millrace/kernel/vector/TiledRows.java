package io.millrace.kernel.vector;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.WorkArea;
import io.millrace.kernel.jvm.Workers;
import io.millrace.tensor.Tensor;

/**
 * Activations on the heap in tiles of as many rows ("tokens") as are multiplied together: a tile
 * has the numbers of all its tokens for one step side by side. A last tile is filled up with zeros.
 */
final class TiledRows {

  private static final int SUB_GROUP = Panels.SUB_GROUP;
  private static final int GROUP = QuantizedRows.GROUP;

  private final int n;
  private final int k;
  private final int tokens;
  private int[] pairs = {};
  private PlaneFactors factors = new PlaneFactors(pairs, pairs, pairs);
  private float[] floats = {};
  private int[] shifts = {};
  private int[] sums = {};
  private float[] scales = {};
  private TileScales tileScales = new TileScales(0, 0, 0);

  private TiledRows(int n, int k) {
    this.n = n;
    this.k = k;
    tokens = n == 1 ? 1 : PairTile.TOKENS;
  }

  /** Plain numbers: a float for each step. */
  static TiledRows of(Tensor x, Workers workers) {
    TiledRows rows = new TiledRows(x.dim(0), x.dim(1));
    float[] all = x.toFloats();
    rows.floats = new float[rows.tiles() * rows.tokens * rows.k];
    workers.run(rows.n, (row, area) -> rows.place(row, all));
    return rows;
  }

  /** Int8 codes: floats for tiles of a weight whose codes are bytes, else pairs of shorts. */
  static TiledRows of(QuantizedRows x, Panels w, Workers workers) {
    TiledRows rows = new TiledRows(x.n(), x.k());
    rows.shifts = ints(x.shifts());
    rows.sums = ints(x.sums());
    rows.scales = x.scales().toFloats();
    if (rows.tokens > 1) {
      rows.tileScales = new TileScales(rows.tiles(), rows.k, w.subBlockLength());
      workers.run(rows.n, (row, area) -> rows.tileScales.place(rows, row));
    }
    int length = rows.tiles() * rows.tokens * rows.k;
    if (w.hasByteCodes() && rows.tokens > 1) {
      rows.floats = new float[length];
      workers.run(rows.n, (row, area) -> rows.placeFloats(row, fours(x, row, area)));
    } else {
      rows.pairs = new int[length / 2];
      workers.run(rows.n, (row, area) -> rows.placePairs(row, fours(x, row, area)));
      if (rows.tokens == 1 && OneToken.has(w.bits()) && !w.hasByteCodes()) {
        rows.factors = PlaneFactors.of(rows.pairs, w);
      }
    }
    return rows;
  }

  private static int[] fours(QuantizedRows x, int row, WorkArea area) {
    int[] fours = area.ints(0, 1, x.k() / 4)[0];
    x.codes().memory().ints().get(x.codes().first() + row * (x.k() / 4), fours, 0, x.k() / 4);
    return fours;
  }

  private static int[] ints(Tensor x) {
    int[] values = new int[x.elements()];
    x.memory().ints().get(x.first(), values);
    return values;
  }

  private void place(int row, float[] all) {
    int to = row / tokens * tokens * k + row % tokens;
    for (int i = 0; i < k; i++) {
      floats[to + i * tokens] = all[row * k + i];
    }
  }

  private void placeFloats(int row, int[] fours) {
    int to = row / tokens * tokens * k + row % tokens;
    for (int i = 0; i < k / 4; i++) {
      int four = fours[i];
      floats[to + 4 * i * tokens] = (four << 24) >> 24;
      floats[to + (4 * i + 1) * tokens] = (four << 16) >> 24;
      floats[to + (4 * i + 2) * tokens] = (four << 8) >> 24;
      floats[to + (4 * i + 3) * tokens] = four >> 24;
    }
  }

  private void placePairs(int row, int[] fours) {
    int to = row / tokens * tokens * k / 2 + row % tokens;
    for (int i = 0; i < k / 4; i++) {
      int four = fours[i];
      int first = ((four << 24) >> 24) & 0xffff;
      int third = ((four << 8) >> 24) & 0xffff;
      pairs[to + 2 * i * tokens] = first | ((four << 16) >> 24) << 16;
      pairs[to + (2 * i + 1) * tokens] = third | (four >> 24) << 16;
    }
  }

  /** Rows. */
  int n() {
    return n;
  }

  /** Rows of a tile. */
  int tokens() {
    return tokens;
  }

  int tiles() {
    return (n + tokens - 1) / tokens;
  }

  /** Where a tile's step for element {@code from} lies in {@link #floats}. */
  int floatsAt(int tile, int from) {
    return (tile * k + from) * tokens;
  }

  float[] floats() {
    return floats;
  }

  /** Where a tile's step for elements {@code from} and the next lies in {@link #pairs}. */
  int pairsAt(int tile, int from) {
    return (tile * k + from) / 2 * tokens;
  }

  int[] pairs() {
    return pairs;
  }

  /** What planes are multiplied with, if there is one token. */
  PlaneFactors factors() {
    return factors;
  }

  /** What the sums of tiles of more than one token are scaled by. */
  TileScales tileScales() {
    return tileScales;
  }

  /** Where the s of the 32 codes that {@code from} is among lies in {@link #shifts}. */
  int shiftAt(int row, int from) {
    return (row * k + from) / SUB_GROUP;
  }

  int[] shifts() {
    return shifts;
  }

  /** The sum of 16 or 32 codes of a row. */
  int sum(int row, int from, int length) {
    int at = (row * k + from) / 16;
    return length == 16 ? sums[at] : sums[at] + sums[at + 1];
  }

  /** The scale of a group of 256 shifted codes: da / 8, exact. */
  float eighthScale(int row, int from) {
    int groups = (k + GROUP - 1) / GROUP;
    return scales[row * groups + from / GROUP] * 0x1p-3f;
  }
}
