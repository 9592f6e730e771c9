package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The characters byte-level vocabularies write bytes with.
 *
 * <p>The 188 bytes that Latin-1 prints stand for themselves; the others, in order, are U+0100 to
 * U+0143. So a space is U+0120 and a line feed U+010A. Reference: A. Radford et al., Language
 * Models are Unsupervised Multitask Learners (2019), the vocabulary published with it.
 */
final class ByteAlphabet {

  private static final char[] CHARACTERS = characters();
  private static final short[] BYTES = bytes();

  private ByteAlphabet() {}

  private static char[] characters() {
    char[] characters = new char[256];
    char next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean printed = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b != 0xAD);
      characters[b] = printed ? (char) b : next++;
    }
    return characters;
  }

  private static short[] bytes() {
    short[] bytes = new short[0x144];
    Arrays.fill(bytes, (short) -1);
    for (int b = 0; b < 256; b++) {
      bytes[CHARACTERS[b]] = (short) b;
    }
    return bytes;
  }

  /** The character that stands for byte {@code b}. */
  static char character(byte b) {
    return CHARACTERS[b & 0xFF];
  }

  /** The UTF-8 spelling of the bytes {@code text[from, to)}. */
  static byte[] spelling(byte[] text, int from, int to) {
    StringBuilder spelling = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      spelling.append(character(text[i]));
    }
    return spelling.toString().getBytes(UTF_8);
  }

  /**
   * Appends the bytes that a piece of a file stands for; a piece with a character outside the
   * alphabet, as added tokens have, stands for itself.
   */
  static void spell(byte[] piece, int from, int to, PackedStrings.Builder out) {
    byte[] spelled = new byte[to - from];
    int used = 0;
    for (int i = from; i < to; i += Utf8.length(piece[i])) {
      int codePoint = Utf8.codePoint(piece, i, to);
      if (codePoint >= BYTES.length || BYTES[codePoint] < 0) {
        out.append(piece, from, to);
        return;
      }
      spelled[used++] = (byte) BYTES[codePoint];
    }
    out.append(spelled, 0, used);
  }
}
