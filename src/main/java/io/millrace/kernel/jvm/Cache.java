package io.millrace.kernel.jvm;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import io.millrace.tensor.Tensor;
import java.nio.ByteBuffer;

/** Keys and values in cache blocks: written a row at a time, read a panel at a time. */
final class Cache {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final float LARGEST_F16 = 65504f;
  private static final float[] WIDE = widened();

  private final CacheLayer layer;
  private final int e;

  Cache(CacheLayer layer) {
    this.layer = layer;
    e = layer.layout().e();
  }

  /** Every F16 number as f32: a look-up is what C2 makes the fastest. */
  private static float[] widened() {
    float[] wide = new float[1 << 16];
    for (int half = 0; half < wide.length; half++) {
      wide[half] = HalfFloat.fromF16((short) half);
    }
    return wide;
  }

  void store(Tensor keys, Tensor values, BatchLayout layout, Workers workers) {
    int width = layer.layout().g() * e;
    for (int s = 0; s < layout.count(); s++) {
      int sequence = s;
      int first = layout.firstRow(s);
      workers.run(
          layout.rows(s),
          (i, area) -> {
            float[][] row = area.floats(0, 2, width);
            Rows.read(keys, (first + i) * width, row[0], width);
            Rows.read(values, (first + i) * width, row[1], width);
            int position = layout.firstPosition(sequence) + i;
            storeRow(layout.block(sequence, position), position % POSITIONS, row[0], row[1]);
          });
    }
  }

  private void storeRow(int block, int slot, float[] keys, float[] values) {
    for (int head = 0; head < layer.layout().g(); head++) {
      int panel = first(block, head);
      for (int i = 0; i < e; i++) {
        put(panel + i * POSITIONS + slot, keys[head * e + i]);
        put(panel + (POSITIONS + slot) * e + i, values[head * e + i]);
      }
    }
  }

  /** Rounds to F16 half even, with magnitudes beyond its range (infinity too) at its largest. */
  private void put(int index, float x) {
    ByteBuffer bytes = layer.memory().bytes();
    if (layer.layout().type() == DataType.F16) {
      float clamped = Math.max(-LARGEST_F16, Math.min(LARGEST_F16, x)); // both keep NaN
      bytes.putShort(2 * index, HalfFloat.toF16(clamped));
    } else {
      bytes.putFloat(4 * index, x);
    }
  }

  /** The index of the first element of a head's keys {@code [e][64]}; its values follow. */
  private int first(int block, int head) {
    return (block * layer.layout().g() + head) * 2 * e * POSITIONS;
  }

  /** Widens a head's keys: an array of 64 positions for each of the e elements. */
  void keys(int block, int head, float[][] to, WorkArea area) {
    read(first(block, head), to, e, POSITIONS, area);
  }

  /** Widens a head's values: an array of e elements for each of the first positions. */
  void values(int block, int head, int positions, float[][] to, WorkArea area) {
    read(first(block, head) + e * POSITIONS, to, positions, e, area);
  }

  private void read(int at, float[][] to, int count, int length, WorkArea area) {
    if (layer.layout().type() == DataType.F32) {
      for (int i = 0; i < count; i++) {
        layer.memory().floats().get(at + i * length, to[i], 0, length);
      }
      return;
    }
    int pairs = (count * length + 1) / 2;
    int[] halves = area.ints(0, 1, POSITIONS / 2 * e)[0];
    layer.memory().ints().get(at / 2, halves, 0, pairs);
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
