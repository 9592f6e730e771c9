package io.millrace.quant;

import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import java.util.Arrays;

/** What the encoders of 32-element blocks share: checked scales, and codes of four or five bits. */
final class SmallBlock {

  static final int LENGTH = 32;

  private SmallBlock() {}

  /** {@code 1 / scale}, or 0 where that is not finite. */
  static float reciprocal(float scale) {
    float reciprocal = 1 / scale;
    return Float.isFinite(reciprocal) ? reciprocal : 0;
  }

  static void checkFinite(DataType type, float[] values, int valuesOffset) {
    for (int i = valuesOffset; i < valuesOffset + LENGTH; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            type + ": value " + i + " is " + values[i] + ", expected a finite number");
      }
    }
  }

  /** Writes a scale or a min as binary16. */
  static void putHalf(DataType type, float number, byte[] blocks, int offset) {
    short half = HalfFloat.toF16(number);
    if (!Float.isFinite(HalfFloat.fromF16(half))) {
      throw new IllegalArgumentException(
          type + ": scale or min is " + number + ", expected at most 65504; keep the row in F32");
    }
    LittleEndian.putShort(blocks, offset, half);
  }

  /** Clears the code bytes of a block: its fifth bits, if it has them, and its nibbles. */
  static void clearCodes(int bits, byte[] blocks, int codesOffset) {
    int end = codesOffset + (bits == 5 ? 4 : 0) + LENGTH / 2;
    Arrays.fill(blocks, codesOffset, end, (byte) 0);
  }

  /** Writes element {@code i} of a cleared block of codes of four or five bits. */
  static void putCode(int bits, byte[] blocks, int codesOffset, int i, int code) {
    int nibbles = codesOffset;
    if (bits == 5) {
      blocks[codesOffset + (i >> 3)] |= (byte) ((code >> 4) << (i & 7));
      nibbles += 4;
    }
    Nibbles.put(blocks, nibbles, i, code & 15);
  }
}
