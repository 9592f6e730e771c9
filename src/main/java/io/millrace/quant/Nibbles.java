package io.millrace.quant;

/**
 * Four-bit codes in split-half order: byte j of 16 holds element j in its low half and element j +
 * 16 in its high half.
 */
final class Nibbles {

  /** Elements in a group of 16 bytes. */
  static final int GROUP = 32;

  private Nibbles() {}

  /** The four bits of element {@code i}, 0…31, of the group at {@code offset}: 0…15. */
  static int get(byte[] blocks, int offset, int i) {
    int pair = blocks[offset + (i & 15)];
    return i < 16 ? pair & 15 : (pair >> 4) & 15;
  }

  /** Writes {@code code}, 0…15, as element {@code i} of a group whose bits are zero there. */
  static void put(byte[] blocks, int offset, int i, int code) {
    blocks[offset + (i & 15)] |= (byte) (i < 16 ? code : code << 4);
  }
}
