package io.millrace.tokenizer;

/**
 * WordPiece: of each word the longest piece that it begins with, then the longest piece marked as a
 * continuation, and so on; a word that cannot be covered so is one unknown token.
 *
 * <p>Reference: Y. Wu et al., Google's Neural Machine Translation System (2016), as published with
 * BERT.
 */
final class WordPiece implements PieceModel, PieceModel.Pass {

  private final CodePointTrie pieces;
  private final int continuation;
  private final int unknown;
  private final int longestWord;

  /**
   * Makes the model.
   *
   * @param pieces the vocabulary, spelling to id
   * @param mark what continuing pieces begin with, such as {@code "##"}
   * @param unknown token of a word that cannot be covered
   * @param longestWord characters beyond which a word is unknown at once
   */
  WordPiece(CodePointTrie pieces, String mark, int unknown, int longestWord) {
    this.pieces = pieces;
    this.continuation = pieces.walk(0, mark);
    this.unknown = unknown;
    this.longestWord = longestWord;
  }

  @Override
  public Pass begin() {
    return this;
  }

  @Override
  public void encode(AlignedText word, TokenSpans out) {
    int length = word.length();
    int[] ids = new int[length > longestWord ? 0 : length];
    int[] ends = new int[ids.length];
    int count = 0;
    int from = 0;
    while (from < length && length <= longestWord) {
      int node = from == 0 ? 0 : continuation;
      int end = from;
      for (int i = from; i < length && node != CodePointTrie.NONE; i++) {
        node = pieces.child(node, word.at(i));
        if (pieces.value(node) >= 0) {
          ids[count] = pieces.value(node);
          end = i + 1;
        }
      }
      if (end == from) {
        break;
      }
      ends[count++] = end;
      from = end;
    }
    if (from < length) {
      out.add(unknown, word, 0, length);
      return;
    }
    for (int i = 0; i < count; i++) {
      out.add(ids[i], word, i == 0 ? 0 : ends[i - 1], ends[i]);
    }
  }
}
