package io.millrace.tokenizer;

import java.util.Arrays;

/** What an entry of a vocabulary stands for ({@code tokenizer.ggml.token_type}). */
public enum TokenKind {
  /** A piece of text that merges may produce. */
  NORMAL,
  /** Text that the vocabulary cannot spell. */
  UNKNOWN,
  /** A mark such as begin or end of text; stands for no characters. */
  CONTROL,
  /** A string that is one token wherever it occurs in a text. */
  USER_DEFINED,
  /** An entry that is never produced. */
  UNUSED,
  /** One byte, spelled {@code <0x00>} to {@code <0xFF>}, for text no piece covers. */
  BYTE;

  private static final TokenKind[] KINDS = values();

  /** The number that model files write for this kind. */
  int number() {
    return Arrays.asList(KINDS).indexOf(this) + 1;
  }

  /**
   * Returns the kind that a model file writes as {@code number}.
   *
   * @param number 1 (normal) to 6 (byte); 0 (undefined) counts as normal
   * @throws IllegalArgumentException for any other number
   */
  static TokenKind ofNumber(int number) {
    if (number < 0 || number > KINDS.length) {
      throw new IllegalArgumentException(
          "vocabulary: token type is " + number + ", expected 0 to " + KINDS.length);
    }
    return number == 0 ? NORMAL : KINDS[number - 1];
  }
}
