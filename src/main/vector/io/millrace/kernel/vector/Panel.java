package io.millrace.kernel.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One panel of a weight.
 *
 * @param layout of the weight
 * @param memory where the panel lies among others
 * @param at the panel's first byte
 */
record Panel(Panels layout, MemorySegment memory, long at) {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The first byte of a column. */
  long column(int column) {
    return at + (long) column * Panels.COLUMN_BYTES;
  }

  /** The element of a row in a column. */
  int get(int column, int row) {
    return memory.get(INT, column(column) + 4L * row);
  }

  /** The element of a row in a column. */
  float getFloat(int column, int row) {
    return Float.intBitsToFloat(get(column, row));
  }

  void put(int column, int row, int value) {
    memory.set(INT, column(column) + 4L * row, value);
  }

  void put(int column, int row, float value) {
    put(column, row, Float.floatToRawIntBits(value));
  }

  /** Copies columns out. */
  void read(int column, int count, float[] to) {
    MemorySegment.copy(memory, FLOAT, column(column), to, 0, count * Panels.ROWS);
  }
}
