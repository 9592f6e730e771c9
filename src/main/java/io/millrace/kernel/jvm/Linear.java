package io.millrace.kernel.jvm;

import io.millrace.kernel.Bias;
import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.Tensor;
import java.util.Arrays;

/**
 * Matrix products: items are ranges of weight rows times tiles of activation rows ("tokens"), and
 * no result depends on how they are cut.
 */
final class Linear {

  private static final int TILE = 32;
  private static final int FEWEST_ROWS = 64;
  private static final int COLUMNS = 16;
  private static final int ROWS = PanelLayout.MOST_ROWS;

  private final Workers workers;

  Linear(Workers workers) {
    this.workers = workers;
  }

  /** Computes the accumulators of some weight rows for some tokens: an array for each token. */
  @FunctionalInterface
  private interface Products {
    float[][] multiply(PanelRows rows, int firstToken, int tokens, WorkArea area);
  }

  /** Quantized weights. */
  void multiply(QuantizedRows x, JvmWeight w, Bias bias, Tensor out) {
    ShiftedRows shifted = new ShiftedRows(x, workers);
    tiles(
        w,
        bias,
        out,
        (rows, first, tokens, area) ->
            new BlockProducts(w, rows, shifted, first, tokens, area).multiply());
  }

  /** Weights that are plain numbers. */
  void multiply(Tensor x, JvmWeight w, Bias bias, Tensor out) {
    float[] all = x.toFloats();
    tiles(
        w, bias, out, (rows, first, tokens, area) -> chains(all, w.k(), rows, first, tokens, area));
  }

  private void tiles(JvmWeight w, Bias bias, Tensor out, Products products) {
    int n = out.dim(0);
    int tiles = (n + TILE - 1) / TILE;
    int each = (w.m() / workers.threads() + 31) / 32 * 32;
    int[] bounds = w.ranges(Math.max(FEWEST_ROWS, Math.min(ROWS, each)));
    float[] added = bias.vector().map(Tensor::toFloats).orElse(new float[0]);
    workers.run(
        tiles * (bounds.length - 1),
        (item, area) -> {
          int first = item % tiles * TILE;
          int row = bounds[item / tiles];
          PanelRows rows = w.rows(row, bounds[item / tiles + 1] - row);
          float[][] acc = products.multiply(rows, first, Math.min(TILE, n - first), area);
          for (int t = first; t < Math.min(first + TILE, n); t++) {
            write(acc[t - first], rows.rows(), added, row, out, t * w.m() + row);
          }
        });
  }

  private static void write(
      float[] acc, int rows, float[] bias, int firstBias, Tensor out, int at) {
    if (bias.length > 0) {
      for (int r = 0; r < rows; r++) {
        acc[r] += bias[firstBias + r];
      }
    }
    out.memory().floats().put(out.first() + at, acc, 0, rows);
  }

  /** {@code acc = fma(w[k], x[k], acc)}, k ascending, some columns at a time for all tokens. */
  private static float[][] chains(
      float[] x, int k, PanelRows rows, int firstToken, int tokens, WorkArea area) {
    float[][] columns = area.floats(1, COLUMNS, ROWS);
    float[] factors = area.floats(0, 1, COLUMNS)[0];
    float[][] acc = area.floats(3, tokens, ROWS);
    for (int t = 0; t < tokens; t++) {
      Arrays.fill(acc[t], 0, rows.rows(), 0f);
    }
    for (int from = 0; from < k; from += COLUMNS) {
      int count = Math.min(COLUMNS, k - from);
      for (int c = 0; c < count; c++) {
        rows.read(from + c, columns[c]);
      }
      for (int t = 0; t < tokens; t++) {
        System.arraycopy(x, (firstToken + t) * k + from, factors, 0, count);
        Loops.chains(columns, 0, count, factors, acc[t], rows.rows());
      }
    }
    return acc;
  }
}
