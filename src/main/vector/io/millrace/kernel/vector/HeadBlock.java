package io.millrace.kernel.vector;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.jvm.WorkArea;
import io.millrace.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The keys and values of a head in a block of an F32 or F16 cache, widened to the heap. */
final class HeadBlock {

  private static final int POSITIONS = BlockLayout.POSITIONS;
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat SINGLE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final BlockLayout layout;
  private final MemorySegment memory;
  private final int e;
  private final int width;
  private final float[] keys;
  private final float[] values;
  private final short[] halves;

  HeadBlock(CacheLayer layer, WorkArea area) {
    layout = layer.layout();
    memory = MemorySegment.ofBuffer(layer.memory().bytes());
    e = layout.e();
    width = width(e);
    keys = area.floats(4, 1, e * POSITIONS)[0];
    values = area.floats(5, 1, width * POSITIONS)[0];
    halves = new short[layout.type() == DataType.F16 ? e * POSITIONS : 0];
  }

  /** Elements of a head, rounded up to what a tile takes. */
  static int width(int e) {
    return (e + Panels.ROWS - 1) / Panels.ROWS * Panels.ROWS;
  }

  /** Reads all keys, and the values of the first positions. */
  void read(int block, int head, int positions) {
    long at = ((long) block * layout.g() + head) * layout.headBytes();
    read(at, keys, 0, e * POSITIONS);
    long from = at + layout.keyBytes();
    if (width == e) {
      read(from, values, 0, positions * e);
      return;
    }
    for (int i = 0; i < positions; i++) {
      read(from + (long) i * e * layout.type().blockBytes(), values, i * width, e);
      Arrays.fill(values, i * width + e, (i + 1) * width, 0f);
    }
  }

  private void read(long at, float[] to, int first, int count) {
    if (layout.type() == DataType.F32) {
      MemorySegment.copy(memory, SINGLE, at, to, first, count);
    } else {
      MemorySegment.copy(memory, HALF, at, halves, 0, count);
      widen(halves, to, first, count);
    }
  }

  private static void widen(short[] halves, float[] to, int first, int count) {
    for (int i = 0; i < count; i++) {
      to[first + i] = Float.float16ToFloat(halves[i]);
    }
  }

  /** Keys {@code [e][64]}. */
  float[] keys() {
    return keys;
  }

  /** Values {@code [64][width]}. */
  float[] values() {
    return values;
  }
}
