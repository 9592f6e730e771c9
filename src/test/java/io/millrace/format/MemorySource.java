package io.millrace.format;

import java.nio.ByteBuffer;

/** A file's bytes in memory, so that a test can read a hundred thousand files a few seconds. */
record MemorySource(byte[] bytes) implements ByteSource {

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(ByteBuffer destination, long position) {
    if (position >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(destination.remaining(), bytes.length - position);
    destination.put(bytes, (int) position, count);
    return count;
  }

  @Override
  public void close() {}
}
