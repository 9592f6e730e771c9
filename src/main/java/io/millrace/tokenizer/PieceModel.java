package io.millrace.tokenizer;

/** What turns a word into tokens. Immutable and safe for many threads at once. */
interface PieceModel {

  /** What encodes the words of one text; for one thread. */
  Pass begin();

  /** The encoding of a text under way. */
  interface Pass {
    /**
     * Appends the tokens of a word, which is not empty.
     *
     * @throws IllegalArgumentException if the vocabulary cannot spell it and has no unknown token
     */
    void encode(AlignedText word, TokenSpans out);
  }
}
