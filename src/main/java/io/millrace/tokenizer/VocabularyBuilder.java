package io.millrace.tokenizer;

import io.millrace.json.JsonException;
import java.util.Arrays;

/**
 * Collects the tokens of a tokenizer file, which may name them in any order and leave ids out.
 *
 * <p>An id left out becomes an unused token without spelling. Ids far beyond the number of tokens
 * are refused, so that no small file takes much memory.
 */
final class VocabularyBuilder {

  private static final int FREE_GAP = 65_536;

  private final int limit;
  private String[] pieces = new String[256];
  private float[] scores = new float[256];
  private int[] kinds = new int[256];
  private int size;

  /** Expects about so many tokens. */
  VocabularyBuilder(int tokens) {
    this.limit = (int) Math.min(2L * tokens + FREE_GAP, Integer.MAX_VALUE - 8);
  }

  /**
   * Makes {@code piece} the spelling of token {@code id}, in the place of an earlier one.
   *
   * @param path of the entry in the file, for the error
   */
  void put(int id, String piece, TokenKind kind, String path) {
    if (id < 0 || id >= limit) {
      throw new JsonException(
          "%s: token id is %d, expected 0 to %d".formatted(path, id, limit - 1));
    }
    if (id >= pieces.length) {
      int capacity = Math.min(limit, Math.max(id + 1, 2 * pieces.length));
      pieces = Arrays.copyOf(pieces, capacity);
      scores = Arrays.copyOf(scores, capacity);
      kinds = Arrays.copyOf(kinds, capacity);
    }
    pieces[id] = piece;
    kinds[id] = kind.number();
    size = Math.max(size, id + 1);
  }

  void score(int id, double score) {
    scores[id] = (float) score;
  }

  Vocabulary build() {
    for (int id = 0; id < size; id++) {
      if (kinds[id] == 0) {
        pieces[id] = "";
        kinds[id] = TokenKind.UNUSED.number();
      }
    }
    PackedStrings packed = PackedStrings.of(Arrays.asList(pieces).subList(0, size));
    return new Vocabulary(packed, Arrays.copyOf(scores, size), Arrays.copyOf(kinds, size));
  }
}
