package io.millrace.kernel.reference;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import io.millrace.tensor.Tensor;
import java.nio.ByteBuffer;

/** Keys and values in cache blocks: how they are rounded and where they lie. */
final class CacheReference {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final float LARGEST_F16 = 65504f;

  private CacheReference() {}

  static void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout) {
    for (int s = 0; s < layout.count(); s++) {
      for (int i = 0; i < layout.rows(s); i++) {
        int position = layout.firstPosition(s) + i;
        int block = layout.block(s, position);
        int row = layout.firstRow(s) + i;
        storeRow(cache, block, position % POSITIONS, Rows.read(keys, row), Rows.read(values, row));
      }
    }
  }

  private static void storeRow(
      CacheLayer cache, int block, int slot, float[] keys, float[] values) {
    int e = cache.layout().e();
    for (int i = 0; i < keys.length; i++) {
      int head = i / e;
      int element = i % e;
      put(cache, first(cache, block, head) + element * POSITIONS + slot, keys[i]);
      put(cache, first(cache, block, head) + (POSITIONS + slot) * e + element, values[i]);
    }
  }

  /** The keys {@code [e][64]} of a head in a block. */
  static float[] keys(CacheLayer cache, int block, int head) {
    return read(cache, first(cache, block, head));
  }

  /** The values {@code [64][e]} of a head in a block. */
  static float[] values(CacheLayer cache, int block, int head) {
    int panel = cache.layout().e() * POSITIONS;
    return read(cache, first(cache, block, head) + panel);
  }

  /** The index of a head's first element. */
  private static int first(CacheLayer cache, int block, int head) {
    BlockLayout layout = cache.layout();
    return (block * layout.g() + head) * 2 * layout.e() * POSITIONS;
  }

  private static float[] read(CacheLayer cache, int from) {
    float[] panel = new float[cache.layout().e() * POSITIONS];
    for (int i = 0; i < panel.length; i++) {
      panel[i] = get(cache, from + i);
    }
    return panel;
  }

  private static float get(CacheLayer cache, int index) {
    ByteBuffer bytes = cache.memory().bytes();
    return cache.layout().type() == DataType.F16
        ? HalfFloat.fromF16(bytes.getShort(2 * index))
        : bytes.getFloat(4 * index);
  }

  /** Rounds to F16 half even, with magnitudes beyond its range (infinity too) at its largest. */
  private static void put(CacheLayer cache, int index, float x) {
    ByteBuffer bytes = cache.memory().bytes();
    if (cache.layout().type() == DataType.F16) {
      float clamped = Math.max(-LARGEST_F16, Math.min(LARGEST_F16, x)); // both keep NaN
      bytes.putShort(2 * index, HalfFloat.toF16(clamped));
    } else {
      bytes.putFloat(4 * index, x);
    }
  }
}
