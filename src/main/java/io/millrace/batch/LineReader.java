package io.millrace.batch;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Cuts a stream of bytes into lines and keeps no more than a bounded part of each. */
final class LineReader implements Closeable {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int maxLength;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;
  private long number;
  private long consumed;

  /**
   * @param maxLength bytes of a line that are kept
   */
  LineReader(InputStream in, int maxLength) {
    this.in = in;
    this.maxLength = maxLength;
  }

  /** The next line, or empty at the end. A last line needs no line feed. */
  Optional<InputLine> read() throws IOException {
    if (next == end && !fill()) {
      return Optional.empty();
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
    long length = 0;
    boolean ended = false;
    while (!ended && (next < end || fill())) {
      int stop = next;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      kept.write(buffer, next, Math.min(stop - next, maxLength - kept.size()));
      length += stop - next;
      ended = stop < end;
      next = ended ? stop + 1 : stop;
    }
    number++;
    consumed += length + (ended ? 1 : 0);
    return Optional.of(line(kept.toByteArray(), length));
  }

  /** The next line that is not blank, or empty at the end. */
  Optional<InputLine> readText() throws IOException {
    Optional<InputLine> line = read();
    while (line.isPresent() && line.get().isBlank()) {
      line = read();
    }
    return line;
  }

  /** Bytes read so far as lines. */
  long consumed() {
    return consumed;
  }

  private InputLine line(byte[] bytes, long length) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked =
        number == 1
            && bytes.length >= mark
            && Arrays.equals(bytes, 0, mark, BYTE_ORDER_MARK, 0, mark);
    if (marked) {
      return new InputLine(number, Arrays.copyOfRange(bytes, mark, bytes.length), length - mark);
    }
    return new InputLine(number, bytes, length);
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
