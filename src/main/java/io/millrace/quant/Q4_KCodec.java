package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * 256 elements of 4 bits, 8 sub-blocks of 32 with scale and min of 6 bits: scale f16, scale of the
 * mins f16, scales and mins[12], nibbles[128].
 *
 * <p>32 bytes hold two sub-blocks: the even one in the low halves, the odd one in the high halves.
 */
final class Q4_KCodec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q4_K;
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
      codes.codes[i] = (byte) PairedNibbles.get(blocks, offset + 16, i);
    }
  }
}
