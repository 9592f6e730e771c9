package io.millrace.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that can be read by position, by several threads at once. */
interface ByteSource extends Closeable {

  /** The number of bytes when the source was opened. */
  long size();

  /**
   * Reads some bytes at {@code position} into {@code destination}.
   *
   * @return how many, or -1 at the end of the source
   */
  int read(ByteBuffer destination, long position) throws IOException;

  @Override
  void close() throws IOException;

  /** The bytes of a file; closed with its channel. */
  static ByteSource of(FileChannel channel) throws IOException {
    long size = channel.size();
    return new ByteSource() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public int read(ByteBuffer destination, long position) throws IOException {
        return channel.read(destination, position);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
