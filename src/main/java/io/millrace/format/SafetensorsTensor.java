package io.millrace.format;

import io.millrace.tensor.Shape;

/**
 * Where a tensor lies in a safetensors model and what it is.
 *
 * @param name unique within the model
 * @param type how its elements are stored
 * @param shape outermost extent first; extents may be 0, and there may be none
 * @param part the index of the file it lies in, 0 unless the model is split
 * @param offset its first byte, from the start of that file
 * @param bytes its length
 */
public record SafetensorsTensor(
    String name, SafetensorsType type, Shape shape, int part, long offset, long bytes) {

  /** Elements in a row, the innermost extent; 1 without axes. */
  public long rowLength() {
    return shape.rank() == 0 ? 1 : shape.extent(shape.rank() - 1);
  }

  /** Bytes in a row; rows follow each other without gaps. */
  public long rowBytes() {
    return rowLength() * type.bytes();
  }

  /** Number of rows: the product of all extents but the innermost, 0 if there are no elements. */
  public long rows() {
    return bytes == 0 ? 0 : shape.elements() / rowLength();
  }
}
