package io.millrace.kernel.reference;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.HalfFloat;
import java.nio.ByteBuffer;

/** BF16 in pairs: keys {@code [e / 2][64][2]}, values {@code [32][e][2]}. */
record PairedHead(int e) implements HeadFormat {

  private static final int POSITIONS = BlockLayout.POSITIONS;

  @Override
  public void store(ByteBuffer bytes, int head, int slot, float[] key, float[] value) {
    for (int i = 0; i < e; i++) {
      put(bytes, key(head, i, slot), key[i]);
      put(bytes, value(head, i, slot), value[i]);
    }
    if (e % 2 == 1) {
      put(bytes, key(head, e, slot), 0f);
    }
  }

  @Override
  public float[] keys(ByteBuffer bytes, int head) {
    float[] keys = new float[e * POSITIONS];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = HalfFloat.fromBf16(bytes.getShort(key(head, i / POSITIONS, i % POSITIONS)));
    }
    return keys;
  }

  @Override
  public float[] values(ByteBuffer bytes, int head) {
    float[] values = new float[e * POSITIONS];
    for (int i = 0; i < values.length; i++) {
      values[i] = HalfFloat.fromBf16(bytes.getShort(value(head, i % e, i / e)));
    }
    return values;
  }

  private static int key(int head, int element, int slot) {
    return head + 2 * ((element / 2 * POSITIONS + slot) * 2 + element % 2);
  }

  private int value(int head, int element, int slot) {
    int keys = 2 * POSITIONS * (e + e % 2);
    return head + keys + 2 * ((slot / 2 * e + element) * 2 + slot % 2);
  }

  private static void put(ByteBuffer bytes, int at, float x) {
    bytes.putShort(at, HalfFloat.toBf16(Chain.PAIRED.round(x))); // exact
  }
}
