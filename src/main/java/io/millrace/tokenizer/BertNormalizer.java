package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** The steps with which BERT prepares a text: cleaning, spaces around ideographs, accents, case. */
final class BertNormalizer {

  private static final int[][] IDEOGRAPHS = {
    {0x4E00, 0x9FFF},
    {0x3400, 0x4DBF},
    {0x20000, 0x2A6DF},
    {0x2A700, 0x2B73F},
    {0x2B740, 0x2B81F},
    {0x2B920, 0x2CEAF},
    {0xF900, 0xFAFF},
    {0x2F800, 0x2FA1F},
  };

  private BertNormalizer() {}

  /** The steps that can be chosen, in the order they are taken. */
  enum Step {
    CLEAN,
    SPACE_IDEOGRAPHS,
    STRIP_ACCENTS,
    LOWERCASE
  }

  static TextNormalizer of(List<Step> steps) {
    List<TextNormalizer> normalizers = new ArrayList<>();
    for (Step step : Step.values()) {
      if (steps.contains(step)) {
        normalizers.add(normalizer(step));
      }
    }
    return TextNormalizer.sequence(normalizers);
  }

  private static TextNormalizer normalizer(Step step) {
    return switch (step) {
      case CLEAN -> clean();
      case SPACE_IDEOGRAPHS -> BertNormalizer::spaceIdeographs;
      case STRIP_ACCENTS -> stripAccents();
      case LOWERCASE -> new Lowercase();
    };
  }

  /** Control characters go, every white space becomes a space. */
  private static TextNormalizer clean() {
    CodePointSet control = CharacterTable.set("control"); // tab and line ends are not in it
    return text -> {
      TextChanges changes = new TextChanges(text);
      for (int i = 0; i < text.length(); i++) {
        int codePoint = text.at(i);
        if (control.contains(codePoint)) {
          changes.skip(1);
        } else {
          changes.add(CodePointSet.SPACE.contains(codePoint) ? ' ' : codePoint, 0);
        }
      }
      return changes.finish();
    };
  }

  private static AlignedText spaceIdeographs(AlignedText text) {
    if (text.allBelow(0x3400)) {
      return text;
    }
    TextChanges changes = new TextChanges(text);
    for (int i = 0; i < text.length(); i++) {
      if (isIdeograph(text.at(i))) {
        changes.add(' ', 0);
        changes.add(text.at(i), 1);
        changes.add(' ', 1);
      } else {
        changes.add(text.at(i), 0);
      }
    }
    return changes.finish();
  }

  private static boolean isIdeograph(int codePoint) {
    for (int[] block : IDEOGRAPHS) {
      if (codePoint >= block[0] && codePoint <= block[1]) {
        return true;
      }
    }
    return false;
  }

  private static TextNormalizer stripAccents() {
    CodePointSet nonspacing = CharacterTable.set("nonspacing");
    TextNormalizer filter = TextNormalizer.filter(c -> !nonspacing.contains(c));
    return text -> text.allBelow(0x80) ? text : filter.normalize(UnicodeForm.NFD.normalize(text));
  }
}
