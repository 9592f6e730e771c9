package io.millrace.tokenizer;

import java.util.OptionalInt;
import java.util.Set;

/** Text to token ids and back, for one vocabulary. Immutable and safe for many threads at once. */
public interface Tokenizer {

  /**
   * Turns a text into ids. Neither bos nor eos is added. Unpaired surrogates count as U+FFFD.
   *
   * @param text any text, empty or of any length
   * @param special whether the spelling of a control token in the text is that token
   * @throws IllegalArgumentException if the vocabulary cannot spell the text and has no unknown
   *     token
   */
  int[] encode(String text, SpecialTokens special);

  /**
   * The bytes a token adds to a running text, possibly part of a character; empty for control
   * tokens, whose spelling is {@code vocabulary().piece(token)}.
   *
   * @throws IllegalArgumentException if the vocabulary has no such token
   */
  byte[] bytes(int token);

  /**
   * The text whose ids are {@code tokens}: {@link #encode} reversed. Where {@code encode} puts a
   * space before a text, one space at the beginning is taken away. Bytes that are not UTF-8 become
   * U+FFFD.
   *
   * @throws IllegalArgumentException if the vocabulary lacks one of the tokens
   */
  String decode(int[] tokens);

  /**
   * A new decoder for tokens that come one by one and continue a text: nothing is taken away at the
   * beginning.
   */
  StreamingDecoder decoder();

  /** The tokens this tokenizer knows. */
  Vocabulary vocabulary();

  /** The token that begins a text, if the model has one. */
  OptionalInt bos();

  /** The token that ends a text, if the model has one. */
  OptionalInt eos();

  /**
   * The tokens after which generation ends: those the file names as eos and end of turn, and those
   * with a spelling published models use for it (see {@code EndOfGeneration}).
   */
  Set<Integer> endOfGeneration();

  /** Whether a prompt for this model starts with {@link #bos}. */
  boolean addBos();

  /** Whether a whole text for this model ends with {@link #eos}. */
  boolean addEos();
}
