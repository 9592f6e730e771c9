package io.millrace.kernel.jvm;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;

/** Heads of an F32 or F16 cache. */
final class PlainPanels implements HeadPanels {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final float LARGEST_F16 = 65504f;
  private static final float[] WIDE = widened();

  private final CacheLayer layer;
  private final int e;
  private final int size;

  PlainPanels(CacheLayer layer) {
    this.layer = layer;
    e = layer.layout().e();
    size = layer.layout().type().blockBytes();
  }

  /** Every F16 number as f32: a look-up is what C2 makes the fastest. */
  private static float[] widened() {
    float[] wide = new float[1 << 16];
    for (int half = 0; half < wide.length; half++) {
      wide[half] = HalfFloat.fromF16((short) half);
    }
    return wide;
  }

  static float widen(short half) {
    return WIDE[half & 0xffff];
  }

  /** Rounds to F16 half even, with magnitudes beyond its range (infinity too) at its largest. */
  static short narrow(float x) {
    return HalfFloat.toF16(Math.max(-LARGEST_F16, Math.min(LARGEST_F16, x))); // both keep NaN
  }

  @Override
  public void store(int head, int slot, float[] keys, float[] values, int from) {
    for (int i = 0; i < e; i++) {
      put(head + size * (i * POSITIONS + slot), keys[from + i]);
      put(head + size * ((POSITIONS + slot) * e + i), values[from + i]);
    }
  }

  private void put(int at, float x) {
    if (layer.layout().type() == DataType.F16) {
      layer.memory().bytes().putShort(at, narrow(x));
    } else {
      layer.memory().bytes().putFloat(at, x);
    }
  }

  @Override
  public void keys(int head, float[][] to, WorkArea area) {
    read(head, to, e, POSITIONS, area);
  }

  @Override
  public void values(int head, int positions, float[][] to, WorkArea area) {
    read(head + size * e * POSITIONS, to, positions, e, area);
  }

  private void read(int at, float[][] to, int count, int length, WorkArea area) {
    if (layer.layout().type() == DataType.F32) {
      for (int i = 0; i < count; i++) {
        layer.memory().floats().get(at / 4 + i * length, to[i], 0, length);
      }
      return;
    }
    int[] halves = area.ints(0, 1, POSITIONS / 2 * e)[0];
    layer.memory().ints().get(at / 4, halves, 0, (count * length + 1) / 2);
    for (int i = 0; i < count; i++) {
      widen(halves, i * length, to[i], length);
    }
  }

  private static void widen(int[] halves, int from, float[] to, int length) {
    for (int j = 0; j < length; j++) {
      int index = from + j;
      to[j] = WIDE[(halves[index >> 1] >>> (index << 4)) & 0xffff]; // a shift counts mod 32
    }
  }
}
