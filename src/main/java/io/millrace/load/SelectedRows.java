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
    int row = first;
    while (row < first + count) {
      int head = row / rows.head() * rows.head();
      int end = Math.min(first + count, head + rows.head());
      readHead(head, row, end, destination);
      row = end;
    }
  }

  /** Reads a whole head at once and copies its rows {@code from} to {@code to - 1} in order. */
  private void readHead(int head, int from, int to, ByteBuffer destination) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(Math.multiplyExact(rows.head(), rowBytes));
    stored.read(rows.from() + head, rows.head(), whole);
    for (int row = from; row < to; row++) {
      int at = (rows.stored(row) - rows.from() - head) * rowBytes;
      destination.put(whole.array(), at, rowBytes);
    }
  }
}
