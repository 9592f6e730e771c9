package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * 256 elements of 5 bits, 8 sub-blocks of 32 with scale and min of 6 bits: scale f16, scale of the
 * mins f16, scales and mins[12], fifth bits[32], nibbles[128] as in Q4_K.
 *
 * <p>Bit g of fifth-bits byte l belongs to element l of sub-block g.
 */
final class Q5_KCodec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q5_K;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SUB_SCALES_AND_MINS;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startLarge(
        form(), 32, LittleEndian.getHalf(blocks, offset), LittleEndian.getHalf(blocks, offset + 2));
    SixBitScales.read(blocks, offset + 4, codes);
    for (int i = 0; i < codes.length(); i++) {
      int fifth = (blocks[offset + 16 + (i & 31)] >> (i >> 5)) & 1;
      codes.codes[i] = (byte) (PairedNibbles.get(blocks, offset + 48, i) | (fifth << 4));
    }
  }
}
