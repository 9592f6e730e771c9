package io.millrace.load;

import io.millrace.model.Rows;
import io.millrace.tensor.RowSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Some rows of a stored matrix, in an order of their own.
 *
 * @param stored all rows, as the file holds them
 * @param rows which, and in which order
 * @param rowBytes bytes of a row
 */
record SelectedRows(RowSource stored, Rows rows, int rowBytes) implements RowSource {

  @Override
  public void read(int first, int count, ByteBuffer destination) throws IOException {
    if (rows.head() == 0) {
      stored.read(rows.from() + first, count, destination);
      return;
    }
    // Heads are read whole, because each of a head's rows may come from anywhere in it.
    ByteBuffer head = ByteBuffer.allocate(Math.multiplyExact(rows.head(), rowBytes));
    int row = first;
    while (row < first + count) {
      int start = row / rows.head() * rows.head();
      stored.read(rows.from() + start, rows.head(), head.clear());
      int end = Math.min(first + count, start + rows.head());
      for (; row < end; row++) {
        int within = rows.stored(row) - rows.from() - start;
        destination.put(head.array(), within * rowBytes, rowBytes);
      }
    }
  }
}
