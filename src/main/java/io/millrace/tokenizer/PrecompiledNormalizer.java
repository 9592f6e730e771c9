package io.millrace.tokenizer;

/**
 * A SentencePiece character map as the {@code tokenizers} library applies it: to each grapheme
 * cluster of up to five bytes, else to its characters one by one, and always the shortest key that
 * matches, which then stands for the whole of what was looked up.
 */
final class PrecompiledNormalizer implements TextNormalizer {

  private static final int LONGEST_CLUSTER = 5; // bytes

  private final CharacterMap map;
  private final Graphemes graphemes = new Graphemes();

  PrecompiledNormalizer(CharacterMap map) {
    this.map = map;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    Result result = new Result(text);
    int from = 0;
    while (from < text.length()) {
      int to = graphemes.end(text, from);
      int position = bytes(text, from, to) > LONGEST_CLUSTER ? -1 : map.shortest(text, from, to);
      if (position >= 0) {
        result.replace(to - from, map.replacement(position));
        from = to;
        continue;
      }
      for (; from < to; from++) {
        int single = map.shortest(text, from, from + 1);
        if (single >= 0) {
          result.replace(1, map.replacement(single));
        } else {
          result.keep(text.at(from));
        }
      }
    }
    return result.finish(text);
  }

  private static int bytes(AlignedText text, int from, int to) {
    int bytes = 0;
    for (int i = from; i < to && bytes <= LONGEST_CLUSTER; i++) {
      bytes += Utf8.encodedLength(text.at(i));
    }
    return bytes;
  }

  /** The characters so far, each with its change; what is dropped counts to the one before. */
  private static final class Result {

    private final TokenBuffer codePoints;
    private final TokenBuffer changes;
    private boolean modified;

    Result(AlignedText text) {
      codePoints = new TokenBuffer(text.length());
      changes = new TokenBuffer(text.length());
    }

    void keep(int codePoint) {
      codePoints.add(codePoint);
      changes.add(0);
    }

    void replace(int count, int[] replacement) {
      modified = true;
      for (int i = 0; i < replacement.length; i++) {
        codePoints.add(replacement[i]);
        changes.add(i < count ? 0 : 1);
      }
      int last = changes.size() - 1;
      if (replacement.length < count && last >= 0) {
        changes.set(last, changes.get(last) + replacement.length - count);
      }
    }

    AlignedText finish(AlignedText text) {
      if (!modified) {
        return text;
      }
      TextChanges out = new TextChanges(text);
      for (int i = 0; i < codePoints.size(); i++) {
        out.add(codePoints.get(i), changes.get(i));
      }
      return out.finish();
    }
  }
}
