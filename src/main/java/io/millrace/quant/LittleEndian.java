package io.millrace.quant;

import io.millrace.tensor.HalfFloat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes numbers at any byte position, lowest byte first. */
final class LittleEndian {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static short getShort(byte[] bytes, int offset) {
    return (short) SHORTS.get(bytes, offset);
  }

  static int getInt(byte[] bytes, int offset) {
    return (int) INTS.get(bytes, offset);
  }

  /** The binary16 number at {@code offset}, widened exactly; subnormals are kept. */
  static float getHalf(byte[] bytes, int offset) {
    return HalfFloat.fromF16(getShort(bytes, offset));
  }

  static void putShort(byte[] bytes, int offset, short value) {
    SHORTS.set(bytes, offset, value);
  }

  static void putInt(byte[] bytes, int offset, int value) {
    INTS.set(bytes, offset, value);
  }
}
