package io.millrace.tokenizer;

/**
 * SentencePiece BPE with places: of all neighbours whose joined text is a piece, those with the
 * best score are joined, the leftmost of equals. User-defined pieces are cut out before; what is no
 * piece becomes its bytes or, with what follows, one unknown token.
 */
final class ScoredPieces implements PieceModel {

  private static final byte[] NO_TEXT = {};

  private final SentencePieceTries tries;
  private final int unknown;
  private final int[] ranks;

  ScoredPieces(SentencePieceFile file, SentencePieceTries tries) {
    this.tries = tries;
    this.unknown = file.unknown();
    this.ranks = new int[file.size()];
    for (int i = 0; i < ranks.length; i++) {
      int bits = Float.floatToIntBits(file.score(i) + 0f); // -0 counts as 0
      ranks[i] = ~(bits ^ ((bits >> 31) & 0x7FFFFFFF)); // best score, lowest rank
    }
  }

  @Override
  public Pass begin() {
    return new Text();
  }

  /** The text under way; symbols begin at characters of it. */
  private final class Text implements Pass, PairMerger.Joins, PairMerger.Sink {

    private final PairMerger merger = new PairMerger(this);
    private final TokenBuffer nowhere = new TokenBuffer(0); // tokens go into spans
    private AlignedText text = AlignedText.of("");
    private TokenSpans spans = new TokenSpans("");
    private int unknownFrom;
    private int unknownTo; // 0 where none is pending

    @Override
    public void encode(AlignedText word, TokenSpans out) {
      text = word;
      spans = out;
      int from = 0;
      int at = 0;
      while (at < text.length()) {
        long own = tries.userDefined(text, at);
        if (own < 0) {
          at++;
          continue;
        }
        merge(from, at);
        add((int) own, at, (int) (own >>> 32));
        at = (int) (own >>> 32);
        from = at;
      }
      merge(from, at);
      flushUnknown();
    }

    private void merge(int from, int to) {
      merger.begin(NO_TEXT);
      for (int i = from; i < to; i++) {
        merger.add(i, tries.pieces().value(tries.pieces().child(0, text.at(i))));
      }
      merger.merge(to);
      merger.drain(this, nowhere);
    }

    private void add(int token, int from, int to) {
      flushUnknown();
      spans.add(token, text, from, to);
    }

    private void flushUnknown() {
      if (unknownTo > 0) {
        spans.add(unknown, text, unknownFrom, unknownTo);
        unknownTo = 0;
      }
    }

    @Override
    public void take(byte[] none, int from, int to, int token, TokenBuffer unused) {
      if (token >= 0) {
        add(token, from, to);
        return;
      }
      int[] bytes = tries.bytes().of(text, from, to);
      for (int b : bytes) {
        add(b, from, to);
      }
      if (bytes.length == 0) {
        unknownFrom = unknownTo == 0 ? from : unknownFrom;
        unknownTo = to;
      }
    }

    @Override
    public int find(byte[] none, int from, int to, int left, int right) {
      CodePointTrie pieces = tries.pieces();
      int node = 0;
      for (int i = from; i < to && node != CodePointTrie.NONE; i++) {
        node = pieces.child(node, text.at(i));
      }
      return pieces.value(node);
    }

    @Override
    public int rank(int join) {
      return ranks[join];
    }

    @Override
    public int token(int join) {
      return join;
    }
  }
}
