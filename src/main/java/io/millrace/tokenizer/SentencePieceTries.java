package io.millrace.tokenizer;

/**
 * The pieces of a SentencePiece model, found by their text.
 *
 * @param pieces those that a text may be cut into
 * @param userDefined those among them that stand for themselves wherever they occur
 * @param bytes the tokens of bytes, if the model has them
 */
record SentencePieceTries(CodePointTrie pieces, CodePointTrie userDefined, ByteTokens bytes) {

  static SentencePieceTries of(SentencePieceFile file) {
    CodePointTrie pieces = new CodePointTrie();
    CodePointTrie userDefined = new CodePointTrie();
    CodePointTrie bytes = new CodePointTrie();
    for (int i = 0; i < file.size(); i++) {
      switch (file.kind(i)) {
        case NORMAL -> pieces.putIfAbsent(file.piece(i), i);
        case USER_DEFINED -> {
          pieces.putIfAbsent(file.piece(i), i);
          userDefined.putIfAbsent(file.piece(i), i);
        }
        case BYTE -> bytes.putIfAbsent(file.piece(i), i);
        default -> {}
      }
    }
    return new SentencePieceTries(pieces, userDefined, new ByteTokens(bytes));
  }

  /** The longest user-defined piece at a place: its end in the high half, its number; or -1. */
  long userDefined(AlignedText text, int from) {
    long found = -1;
    int node = 0;
    for (int i = from; i < text.length(); i++) {
      node = userDefined.child(node, text.at(i));
      if (node == CodePointTrie.NONE) {
        break;
      }
      if (userDefined.value(node) >= 0) {
        found = ((long) (i + 1) << 32) | userDefined.value(node);
      }
    }
    return found;
  }
}
