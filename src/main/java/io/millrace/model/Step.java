package io.millrace.model;

import io.millrace.kernel.BatchLayout;
import io.millrace.tensor.Tensor;
import java.util.List;

/**
 * One pass of some rows through a network.
 *
 * @param ids I32 {@code [n]}, the rows' token ids
 * @param cache the cache of every layer, at least one, and where the rows' sequences are in it
 * @param outputs row numbers whose hidden state is wanted, in any order, also more than once; may
 *     be empty
 */
public record Step(Tensor ids, List<LayerCache> cache, int[] outputs) {

  /**
   * @throws IllegalArgumentException if ids and layout differ in rows, or an output is no row
   */
  public Step {
    for (LayerCache layer : cache) {
      int rows = layer.layout().rows();
      if (ids.dim(0) != rows) {
        throw new IllegalArgumentException(
            "step: " + ids.dim(0) + " ids, expected " + rows + " as the layout has rows");
      }
    }
    for (int row : outputs) {
      if (row < 0 || row >= ids.dim(0)) {
        throw new IllegalArgumentException(
            "step: output row is " + row + ", expected 0 to " + (ids.dim(0) - 1));
      }
    }
  }

  /** Which rows belong to which sequence, at which positions; the same for every layer. */
  public BatchLayout layout() {
    return cache.get(0).layout();
  }

  /** Rows, n. */
  public int rows() {
    return ids.dim(0);
  }

  /** The position of every row within its sequence. */
  public int[] positions() {
    BatchLayout layout = layout();
    int[] positions = new int[rows()];
    for (int i = 0; i < layout.count(); i++) {
      for (int row = 0; row < layout.rows(i); row++) {
        positions[layout.firstRow(i) + row] = layout.firstPosition(i) + row;
      }
    }
    return positions;
  }
}
