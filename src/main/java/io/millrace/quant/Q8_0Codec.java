package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 32 signed bytes with a scale: scale f16, codes i8[32]. */
final class Q8_0Codec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q8_0;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SCALE;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startSmall(form(), LittleEndian.getHalf(blocks, offset), 0);
    System.arraycopy(blocks, offset + 2, codes.codes, 0, codes.length());
  }
}
