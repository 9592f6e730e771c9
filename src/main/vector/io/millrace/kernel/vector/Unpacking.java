package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static io.millrace.kernel.vector.Species.SHORTS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Takes the codes of 32 elements of a panel's rows apart, into what tiles multiply.
 *
 * <p>Planes become pairs of 16-bit codes, {@code [16][32]} ints; bytes become floats, {@code
 * [32][32]}.
 */
final class Unpacking {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int ROWS = Panels.ROWS;
  private static final int PAIRS = Panels.SUB_GROUP / 2;

  private Unpacking() {}

  /** Codes in planes, from the column that holds the first. */
  static void pairs(Panel panel, int column, int[] to, int at) {
    int bits = panel.layout().bits();
    short center = (short) panel.layout().center();
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      long from = panel.column(column) + 4L * r;
      switch (bits) {
        case 2 -> twoPlanes(panel.memory(), from, 2, 0, center, to, at + r);
        case 3 -> twoPlanes(panel.memory(), from, 2, 1, center, to, at + r);
        case 4 -> nibbles(panel.memory(), from, center, to, at + r);
        case 5 -> twoPlanes(panel.memory(), from, 4, 1, center, to, at + r);
        case 6 -> twoPlanes(panel.memory(), from, 4, 2, center, to, at + r);
        default -> throw new AssertionError(bits);
      }
    }
  }

  private static void nibbles(MemorySegment memory, long from, short center, int[] to, int at) {
    for (int column = 0; column < 4; column++) {
      long first = from + (long) column * Panels.COLUMN_BYTES;
      int i = at + 4 * column * ROWS;
      ShortVector a = ShortVector.fromMemorySegment(SHORTS, memory, first, ORDER);
      a.and((short) 15).sub(center).reinterpretAsInts().intoArray(to, i);
      int j = i + ROWS;
      a.lanewise(LSHR, 4).and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
      j += ROWS;
      a.lanewise(LSHR, 8).and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
      j += ROWS;
      a.lanewise(LSHR, 12).and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
      ShortVector b = ShortVector.fromMemorySegment(SHORTS, memory, first + 4L * LANES, ORDER);
      j = i + LANES;
      b.and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
      j += ROWS;
      b.lanewise(LSHR, 4).and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
      j += ROWS;
      b.lanewise(LSHR, 8).and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
      j += ROWS;
      b.lanewise(LSHR, 12).and((short) 15).sub(center).reinterpretAsInts().intoArray(to, j);
    }
  }

  /** A plane of {@code low} bits and one of {@code high} bits above, the latter maybe of none. */
  private static void twoPlanes(
      MemorySegment memory, long from, int low, int high, short center, int[] to, int at) {
    short lowMask = (short) ((1 << low) - 1);
    short highMask = (short) ((1 << high) - 1);
    long next = 4L * LANES;
    long lower = from + (long) high * Panels.COLUMN_BYTES;
    for (int c = 0; c < PAIRS; c += 2) {
      long column = lower + (long) (c * low / 16) * Panels.COLUMN_BYTES;
      ShortVector a = ShortVector.fromMemorySegment(SHORTS, memory, column, ORDER);
      ShortVector b = ShortVector.fromMemorySegment(SHORTS, memory, column + next, ORDER);
      column = from + (long) (c * high / 16) * Panels.COLUMN_BYTES;
      ShortVector p = ShortVector.fromMemorySegment(SHORTS, memory, column, ORDER);
      ShortVector q = ShortVector.fromMemorySegment(SHORTS, memory, column + next, ORDER);
      a = a.lanewise(LSHR, c * low % 16);
      b = b.lanewise(LSHR, c * low % 16);
      p = p.lanewise(LSHR, c * high % 16);
      q = q.lanewise(LSHR, c * high % 16);
      int i = at + c * ROWS;
      ShortVector code = p.and(highMask).lanewise(LSHL, low).or(a.and(lowMask));
      code.sub(center).reinterpretAsInts().intoArray(to, i);
      code = q.and(highMask).lanewise(LSHL, low).or(b.and(lowMask));
      code.sub(center).reinterpretAsInts().intoArray(to, i + LANES);
      i += ROWS;
      code = p.lanewise(LSHR, high).and(highMask).lanewise(LSHL, low);
      code = code.or(a.lanewise(LSHR, low).and(lowMask));
      code.sub(center).reinterpretAsInts().intoArray(to, i);
      code = q.lanewise(LSHR, high).and(highMask).lanewise(LSHL, low);
      code = code.or(b.lanewise(LSHR, low).and(lowMask));
      code.sub(center).reinterpretAsInts().intoArray(to, i + LANES);
    }
  }

  /** Codes in bytes, from the column that holds the first. */
  static void floats(Panel panel, int column, float[] to, int at) {
    for (int r = 0; r < ROWS; r += 2 * LANES) {
      floats(panel.memory(), panel.column(column) + 4L * r, to, at + r);
    }
  }

  private static void floats(MemorySegment memory, long from, float[] to, int at) {
    for (int column = 0; column < Panels.SUB_GROUP / 4; column++) {
      long first = from + (long) column * Panels.COLUMN_BYTES;
      IntVector a = IntVector.fromMemorySegment(INTS, memory, first, ORDER);
      IntVector b = IntVector.fromMemorySegment(INTS, memory, first + 4L * LANES, ORDER);
      int i = at + 4 * column * ROWS;
      IntVector code = a.lanewise(LSHL, 24).lanewise(ASHR, 24);
      ((FloatVector) code.convert(I2F, 0)).intoArray(to, i);
      code = b.lanewise(LSHL, 24).lanewise(ASHR, 24);
      ((FloatVector) code.convert(I2F, 0)).intoArray(to, i + LANES);
      i += ROWS;
      code = a.lanewise(LSHL, 8).lanewise(ASHR, 24);
      ((FloatVector) code.convert(I2F, 0)).intoArray(to, i);
      code = b.lanewise(LSHL, 8).lanewise(ASHR, 24);
      ((FloatVector) code.convert(I2F, 0)).intoArray(to, i + LANES);
      i += ROWS;
      code = a.lanewise(LSHL, 16).lanewise(ASHR, 24);
      ((FloatVector) code.convert(I2F, 0)).intoArray(to, i);
      code = b.lanewise(LSHL, 16).lanewise(ASHR, 24);
      ((FloatVector) code.convert(I2F, 0)).intoArray(to, i + LANES);
      i += ROWS;
      ((FloatVector) a.lanewise(ASHR, 24).convert(I2F, 0)).intoArray(to, i);
      ((FloatVector) b.lanewise(ASHR, 24).convert(I2F, 0)).intoArray(to, i + LANES);
    }
  }
}
