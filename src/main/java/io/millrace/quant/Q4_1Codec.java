package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 32 elements of 4 bits with a min: scale f16, min f16, nibbles[16]. */
final class Q4_1Codec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q4_1;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SCALE_AND_MIN;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startSmall(
        form(), LittleEndian.getHalf(blocks, offset), LittleEndian.getHalf(blocks, offset + 2));
    for (int i = 0; i < Nibbles.GROUP; i++) {
      codes.codes[i] = (byte) Nibbles.get(blocks, offset + 4, i);
    }
  }
}
