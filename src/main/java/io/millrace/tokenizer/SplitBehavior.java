package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** What becomes of the matches when a text is split at them. */
enum SplitBehavior {
  /** They go. */
  REMOVED,
  /** Each is a word. */
  ISOLATED,
  /** Each ends the word before it. */
  MERGED_WITH_PREVIOUS,
  /** Each begins the word after it. */
  MERGED_WITH_NEXT,
  /** Those that touch are one word. */
  CONTIGUOUS;

  /** A stretch of a text: a match or what lies between two. */
  record Range(int start, int end, boolean match) {

    Range joined(Range next) {
      return new Range(start, next.end, false);
    }

    Range inverted() {
      return new Range(start, end, !match);
    }
  }

  /** The words of a text that {@code ranges} cover; empty ones are left out. */
  void split(AlignedText text, List<Range> ranges, List<AlignedText> out) {
    for (Range word : words(ranges)) {
      if (word.start < word.end) {
        out.add(text.slice(word.start, word.end));
      }
    }
  }

  private List<Range> words(List<Range> ranges) {
    return switch (this) {
      case REMOVED -> ranges.stream().filter(range -> !range.match).toList();
      case ISOLATED -> ranges;
      case MERGED_WITH_PREVIOUS -> mergedWithPrevious(ranges);
      case MERGED_WITH_NEXT -> mergedWithNext(ranges);
      case CONTIGUOUS -> contiguous(ranges);
    };
  }

  private static List<Range> contiguous(List<Range> ranges) {
    List<Range> out = new ArrayList<>();
    boolean previous = false;
    for (Range range : ranges) {
      if (range.match == previous && !out.isEmpty()) {
        out.set(out.size() - 1, out.get(out.size() - 1).joined(range));
      } else {
        out.add(range);
      }
      previous = range.match;
    }
    return out;
  }

  private static List<Range> mergedWithPrevious(List<Range> ranges) {
    List<Range> out = new ArrayList<>();
    boolean previous = false;
    for (Range range : ranges) {
      if (range.match && !previous && !out.isEmpty()) {
        out.set(out.size() - 1, out.get(out.size() - 1).joined(range));
      } else {
        out.add(range);
      }
      previous = range.match;
    }
    return out;
  }

  /** A match joins the word after it, unless that one begins with a match that found no word. */
  private static List<Range> mergedWithNext(List<Range> ranges) {
    List<Range> out = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      boolean joins = range.match && i + 1 < ranges.size() && !ranges.get(i + 1).match;
      out.add(joins ? range.joined(ranges.get(++i)) : range);
    }
    return out;
  }
}
