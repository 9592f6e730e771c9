package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * 256 elements of 3 bits, 16 sub-blocks of 16 with a signed scale of 6 bits: top bits[32], low two
 * bits[64], scales[12], scale f16.
 *
 * <p>Scales: bytes 0–7 hold the low four bits of scales 0–7 (low half) and 8–15 (high half); byte 8
 * + i holds the top two bits of scales i, i + 4, i + 8, i + 12, lowest bits first; 32 is
 * subtracted.
 */
final class Q3_KCodec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q3_K;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SUB_SCALES;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startLarge(form(), 16, LittleEndian.getHalf(blocks, offset + 108), 0);
    for (int s = 0; s < codes.subBlocks(); s++) {
      codes.subScales[s] = scale(blocks, offset + 96, s);
    }
    for (int i = 0; i < codes.length(); i++) {
      int top = (blocks[offset + (i & 31)] >> (i >> 5)) & 1;
      codes.codes[i] = (byte) ((CrumbPlanes.get(blocks, offset + 32, i) | (top << 2)) - 4);
    }
  }

  private static int scale(byte[] blocks, int offset, int s) {
    int low = (blocks[offset + (s & 7)] >> (s < 8 ? 0 : 4)) & 15;
    int high = (blocks[offset + 8 + (s & 3)] >> (2 * (s >> 2))) & 3;
    return (low | (high << 4)) - 32;
  }
}
