package io.millrace.format;

import io.millrace.tensor.RowSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads rows of one tensor by position. */
final class TensorRows implements RowSource {

  /** A read into memory on the heap goes through a direct buffer of this size, kept per thread. */
  private static final int MOST_BYTES_A_READ = 1 << 20;

  private final GgufPart part;
  private final GgufTensor tensor;

  TensorRows(GgufPart part, GgufTensor tensor) {
    this.part = part;
    this.tensor = tensor;
  }

  @Override
  public void read(int first, int count, ByteBuffer destination) throws IOException {
    if (first < 0 || count < 0 || first > tensor.rows() - count) {
      throw new IllegalArgumentException(
          "read: rows %d + %d of %s asked for, expected them within %d"
              .formatted(first, count, tensor.name(), tensor.rows()));
    }
    long bytes = count * tensor.rowBytes();
    if (bytes > destination.remaining()) {
      throw new IllegalArgumentException(
          "read: %d rows of %s take %d bytes, expected at most the buffer's %d"
              .formatted(count, tensor.name(), bytes, destination.remaining()));
    }
    read(tensor.offset() + first * tensor.rowBytes(), (int) bytes, destination);
  }

  private void read(long offset, int bytes, ByteBuffer destination) throws IOException {
    int limit = destination.limit();
    int end = destination.position() + bytes;
    long next = offset;
    try {
      while (destination.position() < end) {
        int piece = destination.isDirect() ? end : destination.position() + MOST_BYTES_A_READ;
        destination.limit(piece < 0 ? end : Math.min(end, piece));
        int count = part.source().read(destination, next);
        if (count < 0) {
          throw new FormatException(
              "%s: tensor %s (byte %d): file ended while it was read, expected it to stay as it was"
                  .formatted(part.file(), Quoted.of(tensor.name()), next));
        }
        next += count;
      }
    } finally {
      destination.limit(limit);
    }
  }
}
