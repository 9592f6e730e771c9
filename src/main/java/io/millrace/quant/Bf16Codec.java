package io.millrace.quant;

import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;

/** One bfloat16 number: the upper half of an f32. */
final class Bf16Codec implements FloatCodec {

  @Override
  public DataType type() {
    return DataType.BF16;
  }

  @Override
  public void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    values[valuesOffset] = HalfFloat.fromBf16(LittleEndian.getShort(blocks, offset));
  }
}
