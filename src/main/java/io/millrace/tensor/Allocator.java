package io.millrace.tensor;

import java.nio.ByteBuffer;

/** Gives out off-heap memory. */
@FunctionalInterface
public interface Allocator {

  /**
   * Allocates zeroed memory, aligned to 64 bytes where the address is known.
   *
   * @param bytes its size, 0 to 2^31 - 1
   * @throws IllegalArgumentException if the size is out of range
   * @throws OutOfMemoryError if there is no such memory; the message says what to change
   */
  Memory allocate(long bytes);

  /** The allocator of direct buffers, which works without any native library. */
  static Allocator direct() {
    return bytes -> {
      if (bytes < 0 || bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "allocate: " + bytes + " bytes asked for, expected 0 to 2147483647");
      }
      try {
        return new Memory(ByteBuffer.allocateDirect((int) bytes), Memory.NO_ADDRESS, () -> {});
      } catch (OutOfMemoryError error) {
        OutOfMemoryError better =
            new OutOfMemoryError(
                "allocate: no room for "
                    + bytes
                    + " bytes of direct memory; raise -XX:MaxDirectMemorySize");
        better.initCause(error);
        throw better;
      }
    };
  }
}
