package io.millrace.tokenizer;

/** The tokens of a text so far, each with its place in the text that was given. */
final class TokenSpans {

  /** Blanks at the end of a token that has nothing else. */
  static final int ALL_BLANK = 0xFFFF;

  private static final int OF_PIECE = -1;

  private final String text;
  private final TokenBuffer ids;
  private final TokenBuffer starts;
  private final TokenBuffer ends;
  private final TokenBuffer blanks;

  /** No tokens of {@code text} yet. */
  TokenSpans(String text) {
    this.text = text;
    int capacity = text.length() / 3;
    ids = new TokenBuffer(capacity);
    starts = new TokenBuffer(capacity);
    ends = new TokenBuffer(capacity);
    blanks = new TokenBuffer(capacity);
  }

  /** Adds the token that covers characters {@code from} up to {@code to} of {@code text}. */
  void add(int id, AlignedText text, int from, int to) {
    add(id, text.start(from), text.end(to - 1), OF_PIECE);
  }

  /** Adds an added token, which covers all of {@code text}. */
  void addWhole(int id, AlignedText text) {
    int last = text.length() - 1;
    int leading = 0;
    while (leading <= last && CodePointSet.SPACE.contains(text.at(leading))) {
      leading++;
    }
    int trailing = 0;
    while (trailing <= last && CodePointSet.SPACE.contains(text.at(last - trailing))) {
      trailing++;
    }
    add(id, text.start(0), text.end(last), packed(leading, leading > last ? ALL_BLANK : trailing));
  }

  /**
   * Two counts of blanks in one number that is not negative.
   *
   * @param trailing {@link #ALL_BLANK} where there is nothing else
   */
  static int packed(int leading, int trailing) {
    int most = trailing == ALL_BLANK ? ALL_BLANK : ALL_BLANK - 1;
    return (Math.min(leading, 0x7FFF) << 16) | Math.min(trailing, most);
  }

  private void add(int id, int start, int end, int blank) {
    ids.add(id);
    starts.add(start);
    ends.add(end);
    blanks.add(blank);
  }

  int size() {
    return ids.size();
  }

  int id(int index) {
    return ids.get(index);
  }

  int start(int index) {
    return starts.get(index);
  }

  int end(int index) {
    return ends.get(index);
  }

  /** Where a token begins behind its first {@code count} characters, at its end at most. */
  int startBehind(int index, int count) {
    int start = start(index);
    for (int i = 0; i < count && start < end(index); i++) {
      start += Character.charCount(text.codePointAt(start));
    }
    return start;
  }

  /** The blanks at both ends of an added token, {@link #packed}; -1 for a piece. */
  int blanks(int index) {
    return blanks.get(index);
  }

  /** Gives a token another id. */
  void renumber(int index, int id) {
    ids.set(index, id);
  }

  int[] ids() {
    return ids.toArray();
  }
}
