package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;

/** The tokens of a model as its file lists them: spelling, kind and score of each id. Immutable. */
public final class Vocabulary {

  private final PackedStrings pieces;
  private final float[] scores;
  private final byte[] types;
  private final ByteStringIndex index;

  /**
   * Makes a vocabulary of {@code pieces.size()} tokens.
   *
   * @param pieces spelling of each token, as written in the file
   * @param scores score of each token, or an empty array where the file has none
   * @param types type number of each token (1 normal to 6 byte), or an empty array for all normal
   * @throws IllegalArgumentException if a length differs, a score is NaN or a type is unknown
   */
  public Vocabulary(PackedStrings pieces, float[] scores, int[] types) {
    this.pieces = pieces;
    this.scores = scores.clone();
    this.types = new byte[pieces.size()]; // 0 counts as normal
    checkLength("scores", scores.length);
    checkLength("token types", types.length);
    for (int id = 0; id < scores.length; id++) {
      if (Float.isNaN(scores[id])) {
        throw new IllegalArgumentException("vocabulary: score of token " + id + " is NaN");
      }
    }
    for (int id = 0; id < types.length; id++) {
      TokenKind.ofNumber(types[id]); // checks it
      this.types[id] = (byte) types[id];
    }
    this.index = new ByteStringIndex(pieces, id -> true);
  }

  private void checkLength(String what, int length) {
    if (length != 0 && length != pieces.size()) {
      throw new IllegalArgumentException(
          "vocabulary: %d %s, expected %d, one for each token"
              .formatted(length, what, pieces.size()));
    }
  }

  /** Number of tokens; ids run from 0 to one less. */
  public int size() {
    return pieces.size();
  }

  /** Spelling of a token as written in the file, such as {@code "▁the"} or {@code "<0x0A>"}. */
  public String piece(int id) {
    return pieces.text(checked(id));
  }

  /** Kind of a token. */
  public TokenKind kind(int id) {
    return TokenKind.ofNumber(types[checked(id)]);
  }

  /** Score of a token, higher is merged earlier; 0 where the file has none. */
  public float score(int id) {
    return scores.length == 0 ? 0 : scores[checked(id)];
  }

  /** Id of the first token spelled {@code piece}, empty if there is none. */
  public OptionalInt id(String piece) {
    byte[] utf8 = piece.getBytes(UTF_8);
    int id = find(utf8, 0, utf8.length);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** Id of the first token spelled {@code text[from, to)}, or -1. */
  int find(byte[] text, int from, int to) {
    return index.find(text, from, to);
  }

  PackedStrings pieces() {
    return pieces;
  }

  private int checked(int id) {
    if (id < 0 || id >= pieces.size()) {
      throw new IllegalArgumentException(
          "vocabulary: token id is %d, expected 0 to %d".formatted(id, pieces.size() - 1));
    }
    return id;
  }
}
