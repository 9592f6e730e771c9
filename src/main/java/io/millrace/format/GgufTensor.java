package io.millrace.format;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;

/**
 * Where a tensor lies in a GGUF file and what it is.
 *
 * @param name unique within the file and all its parts
 * @param type how its elements are stored
 * @param shape outermost extent first, rank 1 to 4: the reverse of the order in the file. A weight
 *     with k inputs and m outputs is {@code [m, k]}
 * @param part the index of the file it lies in, 0 unless the model is split
 * @param offset its first byte, from the start of that file
 * @param bytes its length
 */
public record GgufTensor(
    String name, DataType type, Shape shape, int part, long offset, long bytes) {

  /** Elements in a row, the innermost extent: a multiple of the block size of the type. */
  public long rowLength() {
    return shape.extent(shape.rank() - 1);
  }

  /** Bytes in a row; rows follow each other without gaps. */
  public long rowBytes() {
    return type.rowBytes(rowLength());
  }

  /** Number of rows: the product of all extents but the innermost. */
  public long rows() {
    return shape.elements() / rowLength();
  }
}
