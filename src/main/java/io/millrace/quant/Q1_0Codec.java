package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 128 signs with a scale: scale f16, bits[16] lowest first; a set bit means plus. */
final class Q1_0Codec implements FloatCodec {

  @Override
  public DataType type() {
    return DataType.Q1_0;
  }

  @Override
  public void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    float scale = LittleEndian.getHalf(blocks, offset);
    for (int i = 0; i < type().blockSize(); i++) {
      int bit = (blocks[offset + 2 + (i >> 3)] >> (i & 7)) & 1;
      values[valuesOffset + i] = bit == 1 ? scale : -scale;
    }
  }
}
