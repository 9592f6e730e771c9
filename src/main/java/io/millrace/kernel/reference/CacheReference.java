package io.millrace.kernel.reference;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Tensor;
import java.util.Arrays;

/** Keys and values in cache blocks. */
final class CacheReference {

  private static final int POSITIONS = BlockLayout.POSITIONS;

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
    HeadFormat format = HeadFormat.of(cache.layout());
    int e = cache.layout().e();
    for (int head = 0; head < cache.layout().g(); head++) {
      float[] key = Arrays.copyOfRange(keys, head * e, (head + 1) * e);
      float[] value = Arrays.copyOfRange(values, head * e, (head + 1) * e);
      format.store(cache.memory().bytes(), first(cache, block, head), slot, key, value);
    }
  }

  /** The keys {@code [e][64]} of a head in a block. */
  static float[] keys(CacheLayer cache, int block, int head) {
    return HeadFormat.of(cache.layout()).keys(cache.memory().bytes(), first(cache, block, head));
  }

  /** The values {@code [64][e]} of a head in a block. */
  static float[] values(CacheLayer cache, int block, int head) {
    return HeadFormat.of(cache.layout()).values(cache.memory().bytes(), first(cache, block, head));
  }

  /** The first byte of a head. */
  private static int first(CacheLayer cache, int block, int head) {
    BlockLayout layout = cache.layout();
    return Math.toIntExact(((long) block * layout.g() + head) * layout.headBytes());
  }
}
