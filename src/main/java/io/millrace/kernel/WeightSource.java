package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;

/**
 * A weight matrix before packing.
 *
 * @param name what messages call it
 * @param type how its elements are stored in the rows
 * @param m rows, that is outputs; at least 1
 * @param k elements of a row, that is inputs; a multiple of the type's block
 * @param rows its rows as a file holds them, {@code type.rowBytes(k)} each
 */
public record WeightSource(String name, DataType type, int m, int k, RowSource rows) {

  /**
   * @throws IllegalArgumentException if an extent is out of range
   */
  public WeightSource {
    if (m < 1 || k < 1) {
      throw new IllegalArgumentException(
          name + ": weight is [" + m + ", " + k + "], expected extents of 1 and more");
    }
    type.rowBytes(k);
  }
}
