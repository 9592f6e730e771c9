package io.millrace.load;

import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The columns of a stored matrix as rows.
 *
 * <p>The matrix is read as a whole when the first of them is asked for and kept until this is
 * dropped: its bytes would otherwise be read over and again, a few of each row at a time.
 */
final class TransposedRows implements RowSource {

  private final StoredTensor stored;
  private byte[] transposed = {};

  private TransposedRows(StoredTensor stored) {
    this.stored = stored;
  }

  /** The transpose of a matrix of plain numbers. */
  static StoredTensor of(StoredTensor stored) {
    long k = stored.shape().extent(0);
    long bytes = k * stored.type().rowBytes(stored.rowLength());
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "matrix is %s, expected less than 2 GiB to be transposed".formatted(stored.shape()));
    }
    Shape shape = Shape.of(stored.rowLength(), k);
    return new StoredTensor(stored.type(), shape, new TransposedRows(stored));
  }

  @Override
  public void read(int first, int count, ByteBuffer destination) throws IOException {
    int rowBytes = Math.toIntExact(stored.shape().extent(0)) * stored.type().blockBytes();
    destination.put(whole(), first * rowBytes, count * rowBytes);
  }

  private synchronized byte[] whole() throws IOException {
    if (transposed.length == 0) {
      transposed = transpose();
    }
    return transposed;
  }

  private byte[] transpose() throws IOException {
    int k = (int) stored.shape().extent(0);
    int m = (int) stored.rowLength();
    int width = stored.type().blockBytes();
    byte[] turned = new byte[k * m * width];
    byte[] row = new byte[m * width];
    for (int i = 0; i < k; i++) {
      stored.rows().read(i, 1, ByteBuffer.wrap(row));
      for (int j = 0; j < m; j++) {
        System.arraycopy(row, j * width, turned, (j * k + i) * width, width);
      }
    }
    return turned;
  }
}
