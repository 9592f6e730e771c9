package io.millrace.kernel.jvm;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.HalfFloat;

/** Heads of a BF16 cache: pairs of numbers as ints, which are handed out second number first. */
final class PairedPanels implements HeadPanels {

  private static final int POSITIONS = BlockLayout.POSITIONS;

  private final CacheLayer layer;
  private final int e;

  PairedPanels(CacheLayer layer) {
    this.layer = layer;
    e = layer.layout().e();
  }

  @Override
  public void store(int head, int slot, float[] keys, float[] values, int from) {
    int panel = head + Math.toIntExact(layer.layout().keyBytes());
    for (int i = 0; i < e; i++) {
      put(head + 4 * (i / 2 * POSITIONS + slot) + 2 * (i % 2), keys[from + i]);
      put(panel + 4 * (slot / 2 * e + i) + 2 * (slot % 2), values[from + i]);
    }
    if (e % 2 == 1) {
      put(head + 4 * (e / 2 * POSITIONS + slot) + 2, 0f);
    }
  }

  private void put(int at, float x) {
    layer.memory().bytes().putShort(at, HalfFloat.toBf16(Pairs.round(x))); // exact
  }

  @Override
  public void keys(int head, float[][] to, WorkArea area) {
    int[] pairs = area.ints(0, 1, POSITIONS * e)[0];
    for (int i = 0; i < e; i += 2) {
      layer.memory().ints().get(head / 4 + i / 2 * POSITIONS, pairs, 0, POSITIONS);
      boolean alone = i + 1 == e;
      first(pairs, to[alone ? i : i + 1], POSITIONS);
      if (!alone) {
        second(pairs, to[i], POSITIONS);
      }
    }
  }

  @Override
  public void values(int head, int positions, float[][] to, WorkArea area) {
    int panel = head + Math.toIntExact(layer.layout().keyBytes());
    int[] pairs = area.ints(0, 1, POSITIONS * e)[0];
    for (int slot = 0; slot < positions; slot += 2) {
      layer.memory().ints().get(panel / 4 + slot / 2 * e, pairs, 0, e);
      second(pairs, to[slot], e);
      first(pairs, to[slot + 1], e);
    }
  }

  private static void first(int[] pairs, float[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = Float.intBitsToFloat(pairs[i] << 16);
    }
  }

  private static void second(int[] pairs, float[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = Float.intBitsToFloat(pairs[i] & 0xffff0000);
    }
  }
}
