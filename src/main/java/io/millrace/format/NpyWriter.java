package io.millrace.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file of NumPy's format, version 1.0, that grows by rows of floats.
 *
 * <p>Rows go to a file beside it, whose header is written when their number is known; only then
 * does it get its name, so that the name never stands for a part.
 */
public final class NpyWriter implements Closeable {

  /** Magic, version and the length of the rest of the header. */
  private static final int PREFIX = 10;

  /** As NumPy, whose data starts at a multiple of 64 bytes. */
  private static final int ALIGNMENT = 64;

  /** As NumPy, which leaves room for a number of rows of so many digits. */
  private static final int MOST_DIGITS = 21;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private static final int BUFFER = 1 << 18;

  private final Path file;
  private final Path part;
  private final int columns;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private long rows;

  /**
   * Starts a file; nothing stands under its name before {@link #finish}.
   *
   * @param columns floats in a row, at least 1
   */
  public NpyWriter(Path file, int columns) throws IOException {
    if (columns < 1) {
      throw new IllegalArgumentException("npy: columns is " + columns + ", expected at least 1");
    }
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.columns = columns;
    this.buffer =
        ByteBuffer.allocate(Math.max(BUFFER, Float.BYTES * columns)).order(ByteOrder.LITTLE_ENDIAN);
    this.channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    channel.position(header().length);
  }

  /** Appends a row of as many floats as there are columns. */
  public void write(float[] row) throws IOException {
    if (row.length != columns) {
      throw new IllegalArgumentException(
          "npy: the row has " + row.length + " floats, expected " + columns);
    }
    if (buffer.remaining() < Float.BYTES * columns) {
      flush();
    }
    for (float value : row) {
      buffer.putFloat(value);
    }
    rows++;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Completes the file and gives it its name, in place of one that has it. */
  public void finish() throws IOException {
    flush();
    ByteBuffer header = ByteBuffer.wrap(header());
    while (header.hasRemaining()) {
      channel.write(header, header.position());
    }
    channel.force(true);
    channel.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Has the same length whatever the number of rows. */
  private byte[] header() {
    String count = Long.toString(rows);
    String shape =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + count + ", " + columns + "), }";
    int used = PREFIX + shape.length() + (MOST_DIGITS - count.length()) + 1;
    int length = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putShort((short) (length - PREFIX)).put(shape.getBytes(US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  /** Takes away what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      Files.deleteIfExists(part);
    }
  }
}
