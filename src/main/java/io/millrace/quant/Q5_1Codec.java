package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 32 elements of 5 bits with a min: scale f16, min f16, fifth bits u32, nibbles[16]. */
final class Q5_1Codec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q5_1;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SCALE_AND_MIN;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startSmall(
        form(), LittleEndian.getHalf(blocks, offset), LittleEndian.getHalf(blocks, offset + 2));
    int fifthBits = LittleEndian.getInt(blocks, offset + 4);
    for (int i = 0; i < Nibbles.GROUP; i++) {
      int fifth = ((fifthBits >> i) & 1) << 4;
      codes.codes[i] = (byte) (Nibbles.get(blocks, offset + 8, i) | fifth);
    }
  }
}
