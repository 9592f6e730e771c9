package io.millrace.quant;

/**
 * Four-bit codes of Q4_K and Q5_K: 32 bytes hold two groups of 32 elements, the even group in the
 * low halves and the odd group in the high halves.
 */
final class PairedNibbles {

  private PairedNibbles() {}

  /** The four bits of element {@code i}, 0…255, of the 128 bytes at {@code offset}: 0…15. */
  static int get(byte[] blocks, int offset, int i) {
    int group = i >> 5;
    return (blocks[offset + 32 * (group >> 1) + (i & 31)] >> (4 * (group & 1))) & 15;
  }
}
