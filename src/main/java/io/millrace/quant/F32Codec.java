package io.millrace.quant;

import io.millrace.tensor.DataType;

/** One f32. */
final class F32Codec implements FloatCodec {

  @Override
  public DataType type() {
    return DataType.F32;
  }

  @Override
  public void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    values[valuesOffset] = Float.intBitsToFloat(LittleEndian.getInt(blocks, offset));
  }
}
