package io.millrace.model;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Tensor;
import java.util.List;

/**
 * One pass of some rows through a network.
 *
 * @param ids I32 {@code [n]}, the rows' token ids
 * @param layout which rows belong to which sequence, at which positions, in which cache blocks
 * @param cache the cache of every layer
 * @param outputs row numbers whose hidden state is wanted, in any order; may be empty
 */
public record Step(Tensor ids, BatchLayout layout, List<CacheLayer> cache, int[] outputs) {

  /**
   * @throws IllegalArgumentException if ids and layout differ in rows, or an output is no row
   */
  public Step {
    if (ids.dim(0) != layout.rows()) {
      throw new IllegalArgumentException(
          "step: " + ids.dim(0) + " ids, expected " + layout.rows() + " as the layout has rows");
    }
    for (int row : outputs) {
      if (row < 0 || row >= layout.rows()) {
        throw new IllegalArgumentException(
            "step: output row is " + row + ", expected 0 to " + (layout.rows() - 1));
      }
    }
  }

  /** Rows, n. */
  public int rows() {
    return layout.rows();
  }

  /** The position of every row within its sequence. */
  public int[] positions() {
    int[] positions = new int[rows()];
    for (int i = 0; i < layout.count(); i++) {
      for (int row = 0; row < layout.rows(i); row++) {
        positions[layout.firstRow(i) + row] = layout.firstPosition(i) + row;
      }
    }
    return positions;
  }
}
