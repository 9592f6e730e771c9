package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * 256 elements of 6 bits around 32, 16 sub-blocks of 16 with a scale i8: low nibbles[128], high two
 * bits[64], scales i8[16], scale f16.
 *
 * <p>Within a half of 128, nibble byte 32 (p &amp; 1) + l holds element l of the 32-group p, groups
 * 0 and 1 in the low halves, groups 2 and 3 in the high halves.
 */
final class Q6_KCodec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.Q6_K;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SUB_SCALES;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startLarge(form(), 16, LittleEndian.getHalf(blocks, offset + 208), 0);
    for (int s = 0; s < codes.subBlocks(); s++) {
      codes.subScales[s] = blocks[offset + 192 + s];
    }
    for (int i = 0; i < codes.length(); i++) {
      int high = CrumbPlanes.get(blocks, offset + 128, i);
      codes.codes[i] = (byte) ((lowNibble(blocks, offset, i) | (high << 4)) - 32);
    }
  }

  private static int lowNibble(byte[] blocks, int offset, int i) {
    int half = i >> 7;
    int group = (i >> 5) & 3;
    int pair = blocks[offset + 64 * half + 32 * (group & 1) + (i & 31)];
    return group < 2 ? pair & 15 : (pair >> 4) & 15;
  }
}
