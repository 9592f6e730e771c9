package io.millrace.kernel.vector;

import io.millrace.kernel.Bias;
import io.millrace.kernel.Product;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.Workers;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Matrix products: items are some panels of the weight times some tiles of activations, and no
 * result depends on how they are cut.
 */
final class Products {

  private static final int TILES = 32;
  private static final int MOST_PANELS = 8;
  private static final int ROWS = Panels.ROWS;

  private final Workers workers;

  Products(Workers workers) {
    this.workers = workers;
  }

  /** Quantized weights, for all of one type of which the rows are tiled once. */
  void multiply(QuantizedRows x, List<Product> products) {
    Map<DataType, TiledRows> tiled = new EnumMap<>(DataType.class);
    for (Product product : products) {
      VectorWeight w = VectorWeight.own("linear", product.weight());
      TiledRows rows =
          tiled.computeIfAbsent(w.type(), type -> TiledRows.of(x, w.layout(), workers));
      multiply(rows, w, product.bias(), product.out());
    }
  }

  /** Weights that are plain numbers. */
  void multiply(Tensor x, VectorWeight w, Bias bias, Tensor out) {
    multiply(TiledRows.of(x, workers), w, bias, out);
  }

  private void multiply(TiledRows x, VectorWeight w, Bias bias, Tensor out) {
    float[] added = bias.vector().map(Tensor::toFloats).orElse(new float[0]);
    int panels = (w.m() + ROWS - 1) / ROWS;
    int passes = (x.tiles() + TILES - 1) / TILES;
    if (passes == 1) {
      workers.runRanges(
          panels,
          (first, end, area) -> {
            PanelProducts products = new PanelProducts(w.layout(), x, 0, x.tiles(), area);
            multiply(products, w, first, end, added, out);
          });
      return;
    }
    int each = Math.max(1, Math.min(MOST_PANELS, panels / (4 * workers.threads())));
    int ranges = (panels + each - 1) / each;
    workers.run(
        ranges * passes,
        (item, area) -> {
          int tile = item % passes * TILES;
          int tiles = Math.min(TILES, x.tiles() - tile);
          PanelProducts products = new PanelProducts(w.layout(), x, tile, tiles, area);
          int first = item / passes * each;
          multiply(products, w, first, Math.min(first + each, panels), added, out);
        });
  }

  private static void multiply(
      PanelProducts products, VectorWeight w, int first, int end, float[] bias, Tensor out) {
    for (int panel = first; panel < end; panel++) {
      float[] acc = products.multiply(w.panel(panel));
      write(acc, products.firstToken(), products.tokens(), panel * ROWS, bias, out);
    }
  }

  private static void write(
      float[] acc, int firstToken, int tokens, int firstRow, float[] bias, Tensor out) {
    int m = out.dim(1);
    int rows = Math.min(ROWS, m - firstRow);
    for (int t = 0; t < Math.min(tokens, out.dim(0) - firstToken); t++) {
      for (int r = 0; r < rows && bias.length > 0; r++) {
        acc[t * ROWS + r] += bias[firstRow + r];
      }
      int to = out.first() + (firstToken + t) * m + firstRow;
      out.memory().floats().put(to, acc, t * ROWS, rows);
    }
  }
}
