package io.millrace.load;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;

/**
 * A tensor as a network takes it, whatever its file makes of it.
 *
 * @param type how the elements of a row are stored
 * @param shape outermost extent first, rank 1 and more
 * @param rows its rows, read on demand
 */
record StoredTensor(DataType type, Shape shape, RowSource rows) {

  /** Elements of a row. */
  long rowLength() {
    return shape.extent(shape.rank() - 1);
  }

  /** Bytes of a row. */
  int rowBytes() {
    return Math.toIntExact(type.rowBytes(rowLength()));
  }
}
