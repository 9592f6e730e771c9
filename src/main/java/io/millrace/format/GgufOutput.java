package io.millrace.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes little-endian numbers, strings and values to a file from front to back. */
final class GgufOutput implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;

  /** Makes a file, or empties one that is there. */
  GgufOutput(Path file) throws IOException {
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** How many bytes were written. */
  long position() {
    return flushed + buffer.position();
  }

  void writeU32(int value) throws IOException {
    makeRoom(Integer.BYTES);
    buffer.putInt(value);
  }

  void writeU64(long value) throws IOException {
    makeRoom(Long.BYTES);
    buffer.putLong(value);
  }

  void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  void write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > buffer.remaining()) {
      flush();
      flushed += bytes.remaining();
      writeFully(bytes);
    } else {
      buffer.put(bytes);
    }
  }

  /** Writes a length and the bytes. */
  void writeString(byte[] bytes) throws IOException {
    writeU64(bytes.length);
    write(bytes);
  }

  /** Writes a value without its type; an array with the type of its elements. */
  void writeValue(GgufValue value) throws IOException {
    if (value instanceof GgufNumber number) {
      for (int i = 0; i < number.type().bytes(); i++) {
        makeRoom(1);
        buffer.put((byte) (number.bits() >>> (8 * i)));
      }
    } else if (value instanceof GgufString string) {
      writeString(string.text().getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof NumberArray numbers) {
      writeU32(numbers.elementType().id());
      writeU64(numbers.size());
      write(numbers.littleEndian());
    } else if (value instanceof StringArray strings) {
      writeU32(GgufType.STRING.id());
      writeU64(strings.size());
      for (int i = 0; i < strings.size(); i++) {
        writeString(strings.bytes(i));
      }
    }
  }

  /** Writes zeros up to a position. */
  void pad(long position) throws IOException {
    while (position() < position) {
      write(new byte[(int) Math.min(position - position(), BUFFER_BYTES)]);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      flush();
    }
  }

  private void makeRoom(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    flushed += buffer.remaining();
    writeFully(buffer);
    buffer.clear();
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
