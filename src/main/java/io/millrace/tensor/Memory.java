package io.millrace.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A block of off-heap bytes, little-endian, with its address where one is known.
 *
 * <p>Owned by whoever allocated it: {@link #close} gives it back at once, and nothing that was made
 * from it may be used afterwards. At most 2^31 - 1 bytes.
 */
public final class Memory implements AutoCloseable {

  /** The address of memory that only Java knows. */
  public static final long NO_ADDRESS = 0;

  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final IntBuffer ints;
  private final long address;
  private final Runnable release;
  private boolean closed;

  /**
   * Wraps a direct buffer.
   *
   * @param bytes the whole block, direct
   * @param address where its first byte lies, or {@link #NO_ADDRESS}
   * @param release gives the block back; run once by {@link #close}
   */
  public Memory(ByteBuffer bytes, long address, Runnable release) {
    if (!bytes.isDirect()) {
      throw new IllegalArgumentException("memory: buffer is on the heap, expected a direct one");
    }
    this.bytes = bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    this.floats = this.bytes.asFloatBuffer();
    this.ints = this.bytes.asIntBuffer();
    this.address = address;
    this.release = release;
  }

  /** The bytes by absolute index; position and limit are not to be moved. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** The same bytes as floats by absolute index. */
  public FloatBuffer floats() {
    return floats;
  }

  /** The same bytes as ints by absolute index. */
  public IntBuffer ints() {
    return ints;
  }

  /** Where the first byte lies, or {@link #NO_ADDRESS}. */
  public long address() {
    return address;
  }

  /** The size in bytes. */
  public int size() {
    return bytes.capacity();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
