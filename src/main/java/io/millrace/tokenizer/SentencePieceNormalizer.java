package io.millrace.tokenizer;

import io.millrace.tokenizer.SentencePieceFile.Space;

/**
 * Prepares a text as SentencePiece does: the character map, the longest key at each place; then
 * spaces. User-defined pieces stay as they are.
 *
 * <p>A character of the result reaches up to where the next one begins, so that the places of the
 * tokens cover the text without gaps.
 */
final class SentencePieceNormalizer implements TextNormalizer {

  private static final int MARK = 0x2581;

  private final SentencePieceFile file;
  private final CodePointTrie userDefined;

  /**
   * Makes the normalizer of a file.
   *
   * @param userDefined the pieces that are not to be rewritten
   */
  SentencePieceNormalizer(SentencePieceFile file, CodePointTrie userDefined) {
    this.file = file;
    this.userDefined = userDefined;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    Result result = new Result(text);
    if (file.has(Space.REMOVE_EXTRA)) {
      result.skipSpaces();
    }
    if (result.atEnd()) {
      return text.trimmed(0, 0);
    }
    boolean dummy = file.has(Space.DUMMY_PREFIX);
    if (dummy && !file.has(Space.SUFFIX)) {
      result.add(' ');
    }
    result.takeAll();
    if (file.has(Space.REMOVE_EXTRA)) {
      result.trim();
    }
    if (dummy && file.has(Space.SUFFIX)) {
      result.add(' ');
    }
    return result.finish();
  }

  /** The text under way: its characters, and where in the source each was made. */
  private final class Result {

    private final AlignedText source;
    private final TokenBuffer codePoints;
    private final TokenBuffer places;
    private int at;
    private int[] taken = {};
    private int takenTo;

    Result(AlignedText source) {
      this.source = source;
      codePoints = new TokenBuffer(source.length() + 8);
      places = new TokenBuffer(source.length() + 8);
    }

    boolean atEnd() {
      return at == source.length();
    }

    void skipSpaces() {
      while (!atEnd()) {
        look();
        if (taken.length != 1 || taken[0] != ' ') {
          return;
        }
        at = takenTo;
      }
    }

    void takeAll() {
      boolean afterSpace = file.has(Space.REMOVE_EXTRA);
      while (!atEnd()) {
        look();
        int from = 0;
        while (afterSpace && from < taken.length && taken[from] == ' ') {
          from++;
        }
        for (int i = from; i < taken.length; i++) {
          add(taken[i]);
        }
        if (from < taken.length) {
          afterSpace = file.has(Space.REMOVE_EXTRA) && taken[taken.length - 1] == ' ';
        }
        at = takenTo;
      }
    }

    /** What the next characters become, and where they end. */
    private void look() {
      int own = userDefinedEnd();
      if (own > at) {
        taken = source.slice(at, own).codePoints();
        takenTo = own;
        return;
      }
      long found = file.map().isPresent() ? file.map().get().longest(source, at) : -1;
      if (found >= 0) {
        taken = file.map().get().replacement((int) found);
        takenTo = at + (int) (found >>> 32);
      } else {
        taken = new int[] {source.at(at)};
        takenTo = at + 1;
      }
    }

    private int userDefinedEnd() {
      int node = 0;
      int end = at;
      for (int i = at; i < source.length() && node != CodePointTrie.NONE; i++) {
        node = userDefined.child(node, source.at(i));
        end = userDefined.value(node) >= 0 ? i + 1 : end;
      }
      return end;
    }

    void add(int codePoint) {
      codePoints.add(codePoint == ' ' && file.has(Space.ESCAPE) ? MARK : codePoint);
      places.add(at);
    }

    /** Takes the spaces at the end away. */
    void trim() {
      int space = file.has(Space.ESCAPE) ? MARK : ' ';
      while (codePoints.size() > 0 && codePoints.get(codePoints.size() - 1) == space) {
        at = places.get(places.size() - 1);
        codePoints.removeLast();
        places.removeLast();
      }
    }

    AlignedText finish() {
      int n = codePoints.size();
      int[] starts = new int[n];
      int[] ends = new int[n];
      for (int i = n - 1; i >= 0; i--) {
        starts[i] = position(places.get(i));
        ends[i] = i == n - 1 ? position(at) : starts[i + 1];
      }
      return new AlignedText(codePoints.toArray(), starts, ends, source.origin());
    }

    private int position(int place) {
      int last = source.length() - 1;
      return place > last ? source.end(last) : source.start(place);
    }
  }
}
