package io.millrace.tokenizer;

/** A tokenizer that also knows how its model wants a text framed, paired and cut. */
public interface TextTokenizer extends Tokenizer {

  /**
   * The tokens of one text or of two as the model reads them. Unpaired surrogates count as U+FFFD.
   *
   * @throws IllegalArgumentException if the vocabulary cannot spell a text and has no unknown
   *     token, or the limit leaves no room
   */
  Encoding encode(TextInput input);

  /** The same for texts that are brought to lower case first, but for their control tokens. */
  TextTokenizer inLowerCase();

  /** How the model file cuts texts; {@link Truncation#none} where it does not say. */
  Truncation truncation();
}
