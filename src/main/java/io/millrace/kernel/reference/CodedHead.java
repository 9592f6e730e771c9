package io.millrace.kernel.reference;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.HalfFloat;
import java.nio.ByteBuffer;

/** Q8_0: codes of 8 bits with an F16 scale for each 32 elements; codes and scales in own panels. */
record CodedHead(BlockLayout layout) implements HeadFormat {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final float LARGEST_CODE = 127f;

  @Override
  public void store(ByteBuffer bytes, int head, int slot, float[] key, float[] value) {
    int e = layout.e();
    for (int g = 0; g < layout.groups(); g++) {
      int from = g * BlockLayout.GROUP;
      int to = Math.min(e, from + BlockLayout.GROUP);
      short keyScale = scale(key, from, to);
      short valueScale = scale(value, from, to);
      bytes.putShort(keyScales(head) + 2 * (g * POSITIONS + slot), keyScale);
      bytes.putShort(valueScales(head) + 2 * (slot * layout.groups() + g), valueScale);
      for (int i = from; i < to; i++) {
        bytes.put(head + i * POSITIONS + slot, code(key[i], keyScale));
        bytes.put(values(head) + slot * e + i, code(value[i], valueScale));
      }
    }
  }

  /** The scale of a group, at most the largest F16; NaN if the group has one. */
  private static short scale(float[] x, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(x[i])); // keeps NaN
    }
    return Float.isNaN(largest)
        ? HalfFloat.toF16(Float.NaN)
        : PlainHead.toF16(largest / LARGEST_CODE);
  }

  private static byte code(float x, short scale) {
    float d = HalfFloat.fromF16(scale);
    if (!(d > 0)) {
      return 0; // NaN too
    }
    float clamped = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, x / d));
    return (byte) Math.rint(clamped);
  }

  @Override
  public float[] keys(ByteBuffer bytes, int head) {
    float[] keys = new float[layout.e() * POSITIONS];
    for (int i = 0; i < keys.length; i++) {
      int group = i / POSITIONS / BlockLayout.GROUP;
      int scale = keyScales(head) + 2 * (group * POSITIONS + i % POSITIONS);
      keys[i] = bytes.get(head + i) * HalfFloat.fromF16(bytes.getShort(scale));
    }
    return keys;
  }

  @Override
  public float[] values(ByteBuffer bytes, int head) {
    int e = layout.e();
    float[] values = new float[e * POSITIONS];
    for (int i = 0; i < values.length; i++) {
      int group = i % e / BlockLayout.GROUP;
      int scale = valueScales(head) + 2 * (i / e * layout.groups() + group);
      values[i] = bytes.get(values(head) + i) * HalfFloat.fromF16(bytes.getShort(scale));
    }
    return values;
  }

  private int keyScales(int head) {
    return head + layout.e() * POSITIONS;
  }

  private int values(int head) {
    return keyScales(head) + 2 * layout.groups() * POSITIONS;
  }

  private int valueScales(int head) {
    return values(head) + layout.e() * POSITIONS;
  }
}
