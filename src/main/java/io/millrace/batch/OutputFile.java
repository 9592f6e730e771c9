package io.millrace.batch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that lines are written to, from its beginning. A pipe or a device is written to as it is.
 */
final class OutputFile implements Closeable {

  private final Path path;
  private final boolean regular;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private FileChannel channel;

  OutputFile(Path path) {
    this.path = path;
    this.regular = isRegular(path);
  }

  /**
   * Whether it is an ordinary file, or will be one. What has a name among the devices is not, even
   * if it leads to an ordinary file, as standard output may.
   */
  static boolean isRegular(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    boolean device = absolute.startsWith("/dev") && !absolute.startsWith("/dev/shm");
    return !device
        && !absolute.startsWith("/proc")
        && (!Files.exists(path) || Files.isRegularFile(path));
  }

  boolean isRegular() {
    return regular;
  }

  /** Opens it if it is not open yet; of a pipe, waits for its reader. */
  void open() throws IOException {
    if (isOpen()) {
      return;
    }
    FileChannel opened =
        regular
            ? FileChannel.open(
                path,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)
            : FileChannel.open(path, StandardOpenOption.APPEND);
    synchronized (this) {
      channel = opened;
    }
  }

  private synchronized boolean isOpen() {
    return channel != null;
  }

  void write(ByteBuffer bytes) throws IOException {
    open();
    while (bytes.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int length = Math.min(bytes.remaining(), buffer.remaining());
      buffer.put(bytes.duplicate().limit(bytes.position() + length));
      bytes.position(bytes.position() + length);
    }
  }

  void flush() throws IOException {
    if (buffer.position() == 0) {
      return;
    }
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      buffer.clear();
    }
  }

  /** Writes what is left and forces it to the disk. */
  void finish() throws IOException {
    flush();
    if (regular && isOpen()) {
      channel.force(true);
    }
  }

  /** Closes it, without what was not flushed; a writer that waits in it ends. */
  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
