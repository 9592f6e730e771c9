package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 32 elements of 5 bits around 16: scale f16, fifth bits u32, nibbles[16]. */
final class Q5_0Codec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q5_0;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SCALE;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startSmall(form(), LittleEndian.getHalf(blocks, offset), 0);
    int fifthBits = LittleEndian.getInt(blocks, offset + 2);
    for (int i = 0; i < Nibbles.GROUP; i++) {
      int fifth = ((fifthBits >> i) & 1) << 4;
      codes.codes[i] = (byte) ((Nibbles.get(blocks, offset + 6, i) | fifth) - 16);
    }
  }
}
