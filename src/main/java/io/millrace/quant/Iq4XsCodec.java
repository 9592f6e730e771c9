package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * 256 elements of 4 bits through a table, 8 sub-blocks of 32 with a signed scale of 6 bits: scale
 * f16, top two bits of the scales u16, low four bits[4], nibbles[128].
 *
 * <p>Each sub-block's 16 nibble bytes are in split-half order; 32 is subtracted from a scale.
 */
final class Iq4XsCodec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.IQ4_XS;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SUB_SCALES;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startLarge(form(), 32, LittleEndian.getHalf(blocks, offset), 0);
    for (int s = 0; s < codes.subBlocks(); s++) {
      codes.subScales[s] = scale(blocks, offset, s);
    }
    for (int i = 0; i < codes.length(); i++) {
      int group = offset + 8 + 16 * (i >> 5);
      codes.codes[i] = NonLinear4.value(Nibbles.get(blocks, group, i & 31));
    }
  }

  private static int scale(byte[] blocks, int offset, int s) {
    int high = (LittleEndian.getShort(blocks, offset + 2) >> (2 * s)) & 3;
    int low = (blocks[offset + 4 + (s >> 1)] >> (4 * (s & 1))) & 15;
    return (low | (high << 4)) - 32;
  }
}
