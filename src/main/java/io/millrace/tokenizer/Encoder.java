package io.millrace.tokenizer;

/** The half of a tokenizer that turns text into ids. */
interface Encoder {
  /** Appends the ids of a text, given as valid UTF-8, to {@code out}. */
  void encode(byte[] utf8, SpecialTokens special, TokenBuffer out);
}
