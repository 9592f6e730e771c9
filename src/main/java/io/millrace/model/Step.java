package io.millrace.model;

import io.millrace.kernel.BatchLayout;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * One pass of some rows through a network.
 *
 * @param ids I32 {@code [n]}, the rows' token ids
 * @param cache the cache of every layer, at least one, and where the rows' sequences are in it
 * @param source of every layer that reads a source, what it reads: a sequence a row in the layout,
 *     whose keys are those of the row's source; empty if no layer does
 * @param outputs row numbers whose hidden state is wanted, in any order, also more than once; may
 *     be empty
 */
public record Step(Tensor ids, List<LayerCache> cache, List<LayerCache> source, int[] outputs) {

  /** A step of a network whose layers read no source. */
  public Step(Tensor ids, List<LayerCache> cache, int[] outputs) {
    this(ids, cache, List.of(), outputs);
  }

  /**
   * @throws IllegalArgumentException if ids and layout differ in rows, or an output is no row
   */
  public Step {
    Stream.concat(cache.stream(), source.stream()).forEach(layer -> checkRows(ids, layer));
    for (int row : outputs) {
      if (row < 0 || row >= ids.dim(0)) {
        throw new IllegalArgumentException(
            "step: output row is " + row + ", expected 0 to " + (ids.dim(0) - 1));
      }
    }
  }

  private static void checkRows(Tensor ids, LayerCache layer) {
    int rows = layer.layout().rows();
    if (ids.dim(0) != rows) {
      throw new IllegalArgumentException(
          "step: " + ids.dim(0) + " ids, expected " + rows + " as the layout has rows");
    }
  }

  /** Which rows belong to which sequence, at which positions; the same for every layer. */
  public BatchLayout layout() {
    return cache.get(0).layout();
  }

  /** Refuses ids outside a vocabulary and positions outside a context. */
  void check(String what, int vocabulary, int contextLength) {
    for (int i = 0; i < rows(); i++) {
      int id = ids.getInt(i);
      if (id < 0 || id >= vocabulary) {
        throw new IllegalArgumentException(
            "%s: id is %d, expected 0 to %d".formatted(what, id, vocabulary - 1));
      }
    }
    for (int i = 0; i < layout().count(); i++) {
      int end = layout().firstPosition(i) + layout().rows(i);
      if (end > contextLength) {
        throw new IllegalArgumentException(
            "%s: sequence ends at position %d, context limit is %d; shorten it"
                .formatted(what, end, contextLength));
      }
    }
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
