package io.millrace.quant;

/**
 * Two-bit fields of a 256-element block, as Q2_K, Q3_K and Q6_K store them: byte l of a half's 32
 * holds elements l, l + 32, l + 64 and l + 96 of that half, lowest bits first.
 */
final class CrumbPlanes {

  private CrumbPlanes() {}

  /** The two bits of element {@code i}, 0…255, of the 64 bytes at {@code offset}: 0…3. */
  static int get(byte[] blocks, int offset, int i) {
    int half = i >> 7;
    int plane = (i >> 5) & 3;
    return (blocks[offset + 32 * half + (i & 31)] >> (2 * plane)) & 3;
  }
}
