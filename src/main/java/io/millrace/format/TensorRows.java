package io.millrace.format;

import io.millrace.tensor.RowSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads rows of one tensor by position.
 *
 * @param file its name, for messages
 * @param source its bytes
 * @param name of the tensor
 * @param offset the tensor's first byte
 * @param rows how many it has
 * @param rowBytes bytes of each
 */
record TensorRows(
    String file, ByteSource source, String name, long offset, long rows, long rowBytes)
    implements RowSource {

  /** A read into memory on the heap goes through a direct buffer of this size, kept per thread. */
  private static final int MOST_BYTES_A_READ = 1 << 20;

  @Override
  public void read(int first, int count, ByteBuffer destination) throws IOException {
    if (first < 0 || count < 0 || first > rows - count) {
      throw new IllegalArgumentException(
          "read: rows %d + %d of %s asked for, expected them within %d"
              .formatted(first, count, name, rows));
    }
    long bytes = count * rowBytes;
    if (bytes > destination.remaining()) {
      throw new IllegalArgumentException(
          "read: %d rows of %s take %d bytes, expected at most the buffer's %d"
              .formatted(count, name, bytes, destination.remaining()));
    }
    readAt(offset + first * rowBytes, (int) bytes, destination);
  }

  private void readAt(long start, int bytes, ByteBuffer destination) throws IOException {
    int limit = destination.limit();
    int end = destination.position() + bytes;
    long next = start;
    try {
      while (destination.position() < end) {
        int piece = destination.isDirect() ? end : destination.position() + MOST_BYTES_A_READ;
        destination.limit(piece < 0 ? end : Math.min(end, piece));
        int count = source.read(destination, next);
        if (count < 0) {
          throw new FormatException(
              "%s: tensor %s (byte %d): file ended while it was read, expected it to stay as it was"
                  .formatted(file, Quoted.of(name), next));
        }
        next += count;
      }
    } finally {
      destination.limit(limit);
    }
  }
}
