package io.millrace.quant;

/**
 * Eight scales and eight mins of six bits each in twelve bytes, as Q4_K and Q5_K store them.
 *
 * <p>Bytes 0–3 hold scales 0–3 and bytes 4–7 mins 0–3 in their low six bits. Bytes 8–11 hold the
 * low four bits of scale 4–7 (low half) and of min 4–7 (high half), whose top two bits are the top
 * bits of bytes 0–3 and 4–7.
 */
final class SixBitScales {

  private SixBitScales() {}

  /** Fills the sub-scales and sub-mins of {@code codes} from the twelve bytes at {@code offset}. */
  static void read(byte[] blocks, int offset, BlockCodes codes) {
    for (int g = 0; g < codes.subBlocks(); g++) {
      codes.subScales[g] = scale(blocks, offset, g);
      codes.subMins[g] = min(blocks, offset, g);
    }
  }

  private static int scale(byte[] blocks, int offset, int g) {
    if (g < 4) {
      return blocks[offset + g] & 63;
    }
    return (blocks[offset + g + 4] & 15) | (((blocks[offset + g - 4] >> 6) & 3) << 4);
  }

  private static int min(byte[] blocks, int offset, int g) {
    if (g < 4) {
      return blocks[offset + g + 4] & 63;
    }
    return ((blocks[offset + g + 4] >> 4) & 15) | (((blocks[offset + g] >> 6) & 3) << 4);
  }
}
