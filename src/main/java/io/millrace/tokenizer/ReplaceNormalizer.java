package io.millrace.tokenizer;

import io.millrace.tokenizer.SplitBehavior.Range;
import java.util.List;

/** Puts one string in the place of each match of a pattern. */
record ReplaceNormalizer(TextPattern pattern, int[] content) implements TextNormalizer {

  @Override
  public AlignedText normalize(AlignedText text) {
    List<Range> ranges = pattern.find(text);
    if (ranges.stream().noneMatch(Range::match)) {
      return text;
    }
    TextChanges changes = new TextChanges(text);
    for (Range range : ranges) {
      if (!range.match()) {
        changes.keep(range.end() - range.start());
        continue;
      }
      changes.skip(range.end() - range.start());
      for (int codePoint : content) {
        changes.add(codePoint, 1);
      }
    }
    return changes.finish();
  }
}
