package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * 256 elements of 2 bits, 16 sub-blocks of 16 with scale and min of 4 bits: scales and mins u8[16],
 * codes[64], scale f16, scale of the mins f16.
 *
 * <p>Byte l of a half's 32 holds elements l, l + 32, l + 64 and l + 96 of that half, lowest bits
 * first.
 */
final class Q2_KCodec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q2_K;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SUB_SCALES_AND_MINS;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startLarge(
        form(),
        16,
        LittleEndian.getHalf(blocks, offset + 80),
        LittleEndian.getHalf(blocks, offset + 82));
    for (int s = 0; s < codes.subBlocks(); s++) {
      codes.subScales[s] = blocks[offset + s] & 15;
      codes.subMins[s] = (blocks[offset + s] >> 4) & 15;
    }
    for (int i = 0; i < codes.length(); i++) {
      codes.codes[i] = (byte) CrumbPlanes.get(blocks, offset + 16, i);
    }
  }
}
