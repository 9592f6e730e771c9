package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 32 elements of 4 bits around 8: scale f16, nibbles[16]. */
final class Q4_0Codec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q4_0;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SCALE;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startSmall(form(), LittleEndian.getHalf(blocks, offset), 0);
    for (int i = 0; i < Nibbles.GROUP; i++) {
      codes.codes[i] = (byte) (Nibbles.get(blocks, offset + 2, i) - 8);
    }
  }
}
