package io.millrace.tokenizer;

import io.millrace.tokenizer.SplitBehavior.Range;
import java.util.ArrayList;
import java.util.List;

/** A step that splits a text into words, which it may rewrite. */
interface TextSplitter {

  /** Appends the words of {@code text}, none of them empty. */
  void split(AlignedText text, List<AlignedText> out);

  /** The whole text as one word. */
  static TextSplitter none() {
    return (text, out) -> out.add(text);
  }

  /** One step after the other, each on the words of the one before. */
  static TextSplitter sequence(List<TextSplitter> steps) {
    return (text, out) -> {
      List<AlignedText> words = List.of(text);
      for (TextSplitter step : steps) {
        List<AlignedText> next = new ArrayList<>();
        for (AlignedText word : words) {
          step.split(word, next);
        }
        words = next;
      }
      out.addAll(words);
    };
  }

  /** Splits at the matches of a pattern. */
  static TextSplitter at(TextPattern pattern, SplitBehavior behavior) {
    return (text, out) -> behavior.split(text, pattern.find(text), out);
  }

  /** Splits at what lies between the matches of a pattern. */
  static TextSplitter between(TextPattern pattern, SplitBehavior behavior) {
    return (text, out) ->
        behavior.split(text, pattern.find(text).stream().map(Range::inverted).toList(), out);
  }

  /** BERT's words: no white space, each punctuation sign alone. */
  static void bertWords(AlignedText text, List<AlignedText> out) {
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.at(i);
      boolean space = CodePointSet.SPACE.contains(c);
      if (space || CodePointSet.PUNCTUATION.contains(c)) {
        addWord(text, start, i, out);
        start = i + 1;
        if (!space) {
          addWord(text, i, i + 1, out);
        }
      }
    }
    addWord(text, start, text.length(), out);
  }

  /** Runs of letters and digits, and runs of other signs, without the white space. */
  static void wordRuns(AlignedText text, List<AlignedText> out) {
    int start = 0;
    int kind = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.at(i);
      int next = CodePointSet.WORD.contains(c) ? 1 : CodePointSet.SPACE.contains(c) ? 0 : 2;
      if (next != kind) {
        addWord(text, start, kind == 0 ? start : i, out);
        start = i;
        kind = next;
      }
    }
    addWord(text, start, kind == 0 ? start : text.length(), out);
  }

  private static void addWord(AlignedText text, int start, int end, List<AlignedText> out) {
    if (start < end) {
      out.add(text.slice(start, end));
    }
  }
}
