package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.INTS;
import static io.millrace.kernel.vector.Species.LANES;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
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
    for (int r = 0; r < ROWS; r += LANES) {
      long from = panel.column(column) + 4L * r;
      switch (bits) {
        case 2, 4 -> onePlane(panel.memory(), from, bits, center, to, at + r);
        case 3 -> twoPlanes(panel.memory(), from, 2, 1, center, to, at + r);
        case 5 -> twoPlanes(panel.memory(), from, 4, 1, center, to, at + r);
        case 6 -> twoPlanes(panel.memory(), from, 4, 2, center, to, at + r);
        default -> throw new AssertionError(bits);
      }
    }
  }

  private static void onePlane(
      MemorySegment memory, long from, int width, short center, int[] to, int at) {
    short mask = (short) ((1 << width) - 1);
    for (int c = 0; c < PAIRS; c++) {
      long column = from + (long) (c * width / 16) * Panels.COLUMN_BYTES;
      ShortVector words = ShortVector.fromMemorySegment(Species.SHORTS, memory, column, ORDER);
      words
          .lanewise(LSHR, c * width % 16)
          .and(mask)
          .sub(center)
          .reinterpretAsInts()
          .intoArray(to, at + c * ROWS);
    }
  }

  private static void twoPlanes(
      MemorySegment memory, long from, int low, int high, short center, int[] to, int at) {
    short lowMask = (short) ((1 << low) - 1);
    short highMask = (short) ((1 << high) - 1);
    long second = from + (long) low * Panels.COLUMN_BYTES;
    for (int c = 0; c < PAIRS; c++) {
      long lowColumn = from + (long) (c * low / 16) * Panels.COLUMN_BYTES;
      long highColumn = second + (long) (c * high / 16) * Panels.COLUMN_BYTES;
      ShortVector lows = ShortVector.fromMemorySegment(Species.SHORTS, memory, lowColumn, ORDER);
      ShortVector highs = ShortVector.fromMemorySegment(Species.SHORTS, memory, highColumn, ORDER);
      highs
          .lanewise(LSHR, c * high % 16)
          .and(highMask)
          .lanewise(LSHL, low)
          .or(lows.lanewise(LSHR, c * low % 16).and(lowMask))
          .sub(center)
          .reinterpretAsInts()
          .intoArray(to, at + c * ROWS);
    }
  }

  /** Codes in bytes, from the column that holds the first. */
  static void floats(Panel panel, int column, float[] to, int at) {
    for (int r = 0; r < ROWS; r += LANES) {
      for (int c = 0; c < Panels.SUB_GROUP / 4; c++) {
        long from = panel.column(column + c) + 4L * r;
        IntVector words = IntVector.fromMemorySegment(INTS, panel.memory(), from, ORDER);
        int index = at + 4 * c * ROWS + r;
        for (int i = 0; i < 4; i++) {
          words
              .lanewise(LSHL, 24 - 8 * i)
              .lanewise(ASHR, 24)
              .convert(I2F, 0)
              .reinterpretAsFloats()
              .intoArray(to, index + i * ROWS);
        }
      }
    }
    assert FLOATS.length() == LANES;
  }
}
