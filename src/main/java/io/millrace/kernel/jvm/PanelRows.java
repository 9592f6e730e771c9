package io.millrace.kernel.jvm;

import io.millrace.tensor.Memory;

/**
 * Neighbouring rows of one panel, whose columns can be copied out.
 *
 * @param memory where the panel lies
 * @param first the panel's first element in that memory
 * @param stride the distance of the panel's columns, in elements
 * @param from the first of the rows, counted from the panel's first
 * @param rows how many
 */
record PanelRows(Memory memory, int first, int stride, int from, int rows) {

  /** Copies a column out. */
  void read(int column, int[] to) {
    memory.ints().get(first + column * stride + from, to, 0, rows);
  }

  /** Copies a column out. */
  void read(int column, float[] to) {
    memory.floats().get(first + column * stride + from, to, 0, rows);
  }

  /** One element of the first row. */
  int getInt(int column) {
    return memory.ints().get(first + column * stride + from);
  }

  /** One element of the first row. */
  float getFloat(int column) {
    return memory.floats().get(first + column * stride + from);
  }
}
