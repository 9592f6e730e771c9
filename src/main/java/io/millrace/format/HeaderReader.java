package io.millrace.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the little-endian header of an untrusted file from front to back.
 *
 * <p>Nothing is allocated for a length before that many bytes are known to be in the file, and a
 * header longer than {@link #LONGEST_HEADER} is refused. {@code where} in all methods names what is
 * being read, for messages.
 */
final class HeaderReader {

  /** Bytes a header may have: about 40 times that of a model with 262,144 tokens. */
  static final long LONGEST_HEADER = 256L << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_BYTES_A_READ = 1 << 20;

  private final String file;
  private final ByteSource source;
  private final long end;
  private final ByteBuffer buffer;
  private long bufferEnd;

  HeaderReader(String file, ByteSource source) {
    this.file = file;
    this.source = source;
    this.end = Math.min(source.size(), LONGEST_HEADER);
    this.buffer =
        ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(end, 8)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
  }

  /** The byte of the file that is read next. */
  long position() {
    return bufferEnd - buffer.remaining();
  }

  /** Bytes that may still be read. */
  long remaining() {
    return end - position();
  }

  int readU8(String where) throws IOException {
    fill(1, where);
    return buffer.get() & 0xff;
  }

  int readU32(String where) throws IOException {
    fill(4, where);
    return buffer.getInt();
  }

  long readU64(String where) throws IOException {
    fill(8, where);
    return buffer.getLong();
  }

  /** Reads a number of the given width, the upper bits zero. */
  long readBits(int bytes, String where) throws IOException {
    fill(bytes, where);
    return switch (bytes) {
      case 1 -> buffer.get() & 0xff;
      case 2 -> buffer.getShort() & 0xffff;
      case 4 -> buffer.getInt() & 0xffffffffL;
      default -> buffer.getLong();
    };
  }

  /**
   * Reads a count of things that follow.
   *
   * @param leastBytesEach how many bytes each of them takes at least
   * @param most a limit of ours
   */
  long readCount(String where, long leastBytesEach, long most) throws IOException {
    long at = position();
    long count = readU64(where);
    long possible = Math.min(most, remaining() / leastBytesEach);
    if (Long.compareUnsigned(count, possible) > 0) {
      throw error(
          at,
          where,
          "count is %s, expected at most %d with %d bytes left%s; the file is damaged or incomplete"
              .formatted(
                  Long.toUnsignedString(count),
                  possible,
                  remaining(),
                  end < source.size() ? " of the " + end + " a header may have" : ""));
    }
    return count;
  }

  /** Reads a length and that many bytes. */
  byte[] readString(String where, long most) throws IOException {
    byte[] text = new byte[(int) readCount(where, 1, most)];
    readFully(text, 0, text.length, where);
    return text;
  }

  /** Reads exactly {@code length} bytes, which the caller has found to remain. */
  void readFully(byte[] destination, int offset, int length, String where) throws IOException {
    require(length, where);
    int buffered = Math.min(length, buffer.remaining());
    buffer.get(destination, offset, buffered);
    int done = buffered;
    if (length - done < buffer.capacity()) {
      fill(length - done, where);
      buffer.get(destination, offset + done, length - done);
      return;
    }
    while (done < length) {
      int piece = Math.min(length - done, MOST_BYTES_A_READ);
      readAt(ByteBuffer.wrap(destination, offset + done, piece), where);
      done += piece;
    }
  }

  /** What is wrong, at which byte. */
  FormatException error(long offset, String where, String problem) {
    return new FormatException("%s: %s (byte %d): %s".formatted(file, where, offset, problem));
  }

  private void require(long bytes, String where) throws FormatException {
    if (bytes <= remaining()) {
      return;
    }
    if (end < source.size()) {
      throw error(position(), where, "header is still going on, expected it to end by " + end);
    }
    throw error(
        position(),
        where,
        "file ends at byte %d, expected %d bytes more; the download may be incomplete"
            .formatted(end, bytes - remaining()));
  }

  /** Makes {@code bytes}, at most the buffer's capacity, available in the buffer. */
  private void fill(int bytes, String where) throws IOException {
    if (buffer.remaining() >= bytes) {
      return;
    }
    require(bytes, where);
    int kept = buffer.remaining();
    int wanted = (int) Math.min(buffer.capacity(), kept + end - bufferEnd);
    buffer.compact().limit(wanted);
    readAt(buffer, where);
    buffer.flip();
  }

  /** Fills the destination from where the buffer's bytes end. */
  private void readAt(ByteBuffer destination, String where) throws IOException {
    while (destination.hasRemaining()) {
      int count = source.read(destination, bufferEnd);
      if (count < 0) {
        throw error(
            bufferEnd, where, "file ended while it was read, expected it to stay as it was");
      }
      bufferEnd += count;
    }
  }
}
