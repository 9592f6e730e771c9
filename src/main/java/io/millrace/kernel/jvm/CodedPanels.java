package io.millrace.kernel.jvm;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.HalfFloat;
import java.nio.ByteBuffer;

/** Heads of a Q8_0 cache: codes of 8 bits, and an F16 scale for each 32 elements. */
final class CodedPanels implements HeadPanels {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final int GROUP = BlockLayout.GROUP;
  private static final float LARGEST_CODE = 127f;

  private final ByteBuffer bytes;
  private final int e;
  private final int groups;

  CodedPanels(CacheLayer layer) {
    bytes = layer.memory().bytes();
    e = layer.layout().e();
    groups = layer.layout().groups();
  }

  @Override
  public void store(int head, int slot, float[] keys, float[] values, int from) {
    for (int group = 0; group < groups; group++) {
      int first = group * GROUP;
      int end = Math.min(e, first + GROUP);
      short key = scale(keys, from + first, from + end);
      short value = scale(values, from + first, from + end);
      bytes.putShort(scales(head) + 2 * (group * POSITIONS + slot), key);
      bytes.putShort(scales(values(head)) + 2 * (slot * groups + group), value);
      for (int i = first; i < end; i++) {
        bytes.put(head + i * POSITIONS + slot, code(keys[from + i], key));
        bytes.put(values(head) + slot * e + i, code(values[from + i], value));
      }
    }
  }

  private static short scale(float[] x, int from, int end) {
    float largest = 0;
    for (int i = from; i < end; i++) {
      largest = Math.max(largest, Math.abs(x[i])); // keeps NaN
    }
    return Float.isNaN(largest)
        ? HalfFloat.toF16(Float.NaN)
        : PlainPanels.narrow(largest / LARGEST_CODE);
  }

  private static byte code(float x, short scale) {
    float d = PlainPanels.widen(scale);
    if (!(d > 0)) {
      return 0; // NaN too
    }
    return (byte) Math.rint(Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, x / d)));
  }

  @Override
  public void keys(int head, float[][] to, WorkArea area) {
    float[] scales = area.floats(0, 1, POSITIONS)[0];
    byte[] codes = new byte[POSITIONS];
    for (int i = 0; i < e; i++) {
      if (i % GROUP == 0) {
        for (int slot = 0; slot < POSITIONS; slot++) {
          int at = scales(head) + 2 * (i / GROUP * POSITIONS + slot);
          scales[slot] = PlainPanels.widen(bytes.getShort(at));
        }
      }
      bytes.get(head + i * POSITIONS, codes);
      for (int slot = 0; slot < POSITIONS; slot++) {
        to[i][slot] = codes[slot] * scales[slot];
      }
    }
  }

  @Override
  public void values(int head, int positions, float[][] to, WorkArea area) {
    byte[] codes = new byte[e];
    for (int slot = 0; slot < positions; slot++) {
      bytes.get(values(head) + slot * e, codes);
      for (int group = 0; group < groups; group++) {
        int at = scales(values(head)) + 2 * (slot * groups + group);
        float d = PlainPanels.widen(bytes.getShort(at));
        for (int i = group * GROUP; i < Math.min(e, (group + 1) * GROUP); i++) {
          to[slot][i] = codes[i] * d;
        }
      }
    }
  }

  /** Where the values of a head begin. */
  private int values(int head) {
    return scales(head) + 2 * groups * POSITIONS;
  }

  /** Where the scales of keys or values begin. */
  private int scales(int codes) {
    return codes + e * POSITIONS;
  }
}
