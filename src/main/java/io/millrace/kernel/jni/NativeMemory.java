package io.millrace.kernel.jni;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Memory;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** Memory from the C side: aligned, zeroed, in huge pages where the system gives them. */
final class NativeMemory {

  /** A view of memory that JavaCPP neither owns nor counts. */
  private static final class Window extends BytePointer {
    Window(long address, long bytes) {
      this.address = address;
      this.limit = bytes;
      this.capacity = bytes;
    }
  }

  private NativeMemory() {}

  /**
   * Allocates.
   *
   * @return the address
   */
  static long allocate(long bytes) {
    long address = MillraceNative.mr_allocate(bytes);
    if (address == 0) {
      throw new OutOfMemoryError("allocate: the system has no " + bytes + " bytes of memory left");
    }
    return address;
  }

  static void release(long address, long bytes) {
    MillraceNative.mr_release(address, bytes);
  }

  /** Views up to 2^31 - 1 bytes at an address. */
  @SuppressWarnings("resource") // owns nothing
  static ByteBuffer view(long address, long bytes) {
    return new Window(address, bytes).asByteBuffer();
  }

  static Allocator allocator() {
    return bytes -> {
      if (bytes < 0 || bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "allocate: " + bytes + " bytes asked for, expected 0 to 2147483647");
      }
      long size = Math.max(bytes, 1);
      long address = allocate(size);
      return new Memory(
          view(address, size).limit((int) bytes).slice(), address, () -> release(address, size));
    };
  }
}
