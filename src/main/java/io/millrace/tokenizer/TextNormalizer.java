package io.millrace.tokenizer;

import java.util.List;
import java.util.function.IntPredicate;

/** A step that rewrites a text before it is split. */
interface TextNormalizer {

  AlignedText normalize(AlignedText text);

  /** Leaves the text as it is. */
  static TextNormalizer none() {
    return text -> text;
  }

  /** One step after the other. */
  static TextNormalizer sequence(List<TextNormalizer> steps) {
    return text -> {
      AlignedText result = text;
      for (TextNormalizer step : steps) {
        result = step.normalize(result);
      }
      return result;
    };
  }

  /** Drops the characters that {@code kept} refuses. */
  static TextNormalizer filter(IntPredicate kept) {
    return text -> {
      if (all(text, kept)) {
        return text;
      }
      TextChanges changes = new TextChanges(text);
      for (int i = 0; i < text.length(); i++) {
        if (kept.test(text.at(i))) {
          changes.add(text.at(i), 0);
        } else {
          changes.skip(1);
        }
      }
      return changes.finish();
    };
  }

  /** Puts {@code prefix} before a text that is not empty. */
  static TextNormalizer prepend(String prefix) {
    int[] added = prefix.codePoints().toArray();
    return text -> {
      if (text.length() == 0 || added.length == 0) {
        return text;
      }
      TextChanges changes = new TextChanges(text);
      for (int i = 0; i < added.length; i++) {
        changes.add(added[i], i == 0 ? 0 : 1);
      }
      changes.add(text.at(0), 1);
      changes.keep(text.length() - 1);
      return changes.finish();
    };
  }

  private static boolean all(AlignedText text, IntPredicate test) {
    for (int i = 0; i < text.length(); i++) {
      if (!test.test(text.at(i))) {
        return false;
      }
    }
    return true;
  }
}
