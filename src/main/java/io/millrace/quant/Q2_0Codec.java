package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 64 elements of 2 bits, −1…2 times a scale: scale f16, codes[16] lowest bits first. */
final class Q2_0Codec implements FloatCodec {

  @Override
  public DataType type() {
    return DataType.Q2_0;
  }

  @Override
  public void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    float scale = LittleEndian.getHalf(blocks, offset);
    for (int i = 0; i < type().blockSize(); i++) {
      int code = (blocks[offset + 2 + (i >> 2)] >> (2 * (i & 3))) & 3;
      values[valuesOffset + i] = (code - 1) * scale;
    }
  }
}
