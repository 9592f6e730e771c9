package io.millrace.kernel.reference;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import java.nio.ByteBuffer;

/** F32 as it is; F16 half even, with magnitudes beyond its range (infinity too) at its largest. */
record PlainHead(DataType type, int e) implements HeadFormat {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final float LARGEST_F16 = 65504f;

  static short toF16(float x) {
    return HalfFloat.toF16(Math.max(-LARGEST_F16, Math.min(LARGEST_F16, x))); // both keep NaN
  }

  @Override
  public void store(ByteBuffer bytes, int head, int slot, float[] key, float[] value) {
    for (int i = 0; i < e; i++) {
      put(bytes, head + type.blockBytes() * (i * POSITIONS + slot), key[i]);
      put(bytes, head + type.blockBytes() * ((POSITIONS + slot) * e + i), value[i]);
    }
  }

  @Override
  public float[] keys(ByteBuffer bytes, int head) {
    return read(bytes, head);
  }

  @Override
  public float[] values(ByteBuffer bytes, int head) {
    return read(bytes, head + type.blockBytes() * e * POSITIONS);
  }

  private float[] read(ByteBuffer bytes, int from) {
    float[] panel = new float[e * POSITIONS];
    for (int i = 0; i < panel.length; i++) {
      panel[i] =
          type == DataType.F16
              ? HalfFloat.fromF16(bytes.getShort(from + 2 * i))
              : bytes.getFloat(from + 4 * i);
    }
    return panel;
  }

  private void put(ByteBuffer bytes, int at, float x) {
    if (type == DataType.F16) {
      bytes.putShort(at, toF16(x));
    } else {
      bytes.putFloat(at, x);
    }
  }
}
