package io.millrace.quant;

import io.millrace.tensor.DataType;

/** One binary16 number, widened exactly. */
final class F16Codec implements FloatCodec {

  @Override
  public DataType type() {
    return DataType.F16;
  }

  @Override
  public void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    values[valuesOffset] = LittleEndian.getHalf(blocks, offset);
  }
}
