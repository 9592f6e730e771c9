package io.millrace.tokenizer;

import io.millrace.tokenizer.SplitBehavior.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Something to be found in a text. */
interface TextPattern {

  /** The matches and what lies between them, in order, covering the whole text. */
  List<Range> find(AlignedText text);

  /** Every character that {@code test} accepts. */
  static TextPattern characters(IntPredicate test) {
    return text -> {
      Cover cover = new Cover();
      for (int i = 0; i < text.length(); i++) {
        if (test.test(text.at(i))) {
          cover.match(i, i + 1);
        }
      }
      return cover.upTo(text.length());
    };
  }

  /** Every place where {@code literal} stands, from the left, none overlapping the one before. */
  static TextPattern literal(String literal) {
    int[] wanted = literal.codePoints().toArray();
    return text -> {
      Cover cover = new Cover();
      int at = 0;
      while (wanted.length > 0 && at <= text.length() - wanted.length) {
        if (stands(wanted, text, at)) {
          cover.match(at, at + wanted.length);
          at += wanted.length;
        } else {
          at++;
        }
      }
      return cover.upTo(text.length());
    };
  }

  private static boolean stands(int[] wanted, AlignedText text, int at) {
    for (int i = 0; i < wanted.length; i++) {
      if (text.at(at + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Every run of at least {@code least} of one character. */
  static TextPattern run(int codePoint, int least) {
    return text -> {
      Cover cover = new Cover();
      int at = 0;
      while (at < text.length()) {
        int end = at;
        while (end < text.length() && text.at(end) == codePoint) {
          end++;
        }
        if (end - at >= least) {
          cover.match(at, end);
        }
        at = end + 1;
      }
      return cover.upTo(text.length());
    };
  }

  /** Collects matches and fills the gaps between them. */
  final class Cover {

    private final List<Range> ranges = new ArrayList<>();
    private int last;

    void match(int start, int end) {
      gap(start);
      ranges.add(new Range(start, end, true));
      last = end;
    }

    private void gap(int end) {
      if (last < end) {
        ranges.add(new Range(last, end, false));
      }
    }

    List<Range> upTo(int end) {
      gap(end);
      return ranges;
    }
  }
}
