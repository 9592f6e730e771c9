package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 64 four-bit floats, a scale (unsigned E4M3) per 16: scales u8[4], nibbles[32]. */
final class Nvfp4Codec implements FloatCodec {

  @Override
  public DataType type() {
    return DataType.NVFP4;
  }

  @Override
  public void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    for (int i = 0; i < type().blockSize(); i++) {
      int group = i >> 4;
      int pair = blocks[offset + 4 + 8 * group + (i & 7)];
      int code = (i & 15) < 8 ? pair & 15 : (pair >> 4) & 15;
      values[valuesOffset + i] = halfScale(blocks[offset + group]) * Fp4.doubled(code);
    }
  }

  /** Half of an E4M3 scale (bias 7), because the codes are doubled; 0x7f means zero. */
  private static float halfScale(byte bits) {
    int exponent = (bits >> 3) & 15;
    int mantissa = bits & 7;
    if (bits == 0x7f) {
      return 0;
    }
    if (exponent == 0) {
      return mantissa * 0x1p-10f;
    }
    return Math.scalb(8 + mantissa, exponent - 11);
  }
}
