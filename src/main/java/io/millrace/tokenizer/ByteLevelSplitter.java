package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text by GPT-2's rule or not at all, and writes the bytes of each word as the characters
 * of the {@link ByteAlphabet}.
 */
final class ByteLevelSplitter implements TextSplitter {

  /** What the step does besides writing bytes. */
  enum Option {
    PREFIX_SPACE,
    SPLIT
  }

  private final List<Option> options;
  private final TextNormalizer prefix = TextNormalizer.prepend(" ");
  private final TextSplitter rule =
      TextSplitter.at(RulePattern.named("gpt-2"), SplitBehavior.ISOLATED);

  ByteLevelSplitter(List<Option> options) {
    this.options = options;
  }

  @Override
  public void split(AlignedText text, List<AlignedText> out) {
    boolean prefixed = options.contains(Option.PREFIX_SPACE) && !text.startsWith(' ');
    AlignedText whole = prefixed ? prefix.normalize(text) : text;
    List<AlignedText> words = new ArrayList<>();
    if (options.contains(Option.SPLIT)) {
      rule.split(whole, words);
    } else {
      words.add(whole);
    }
    for (AlignedText word : words) {
      out.add(written(word));
    }
  }

  /** The bytes of a text as characters. */
  static AlignedText written(AlignedText text) {
    TextChanges changes = new TextChanges(text);
    byte[] bytes = new byte[4];
    for (int i = 0; i < text.length(); i++) {
      int length = Utf8.write(text.at(i), bytes, 0);
      for (int j = 0; j < length; j++) {
        changes.add(ByteAlphabet.character(bytes[j]), j == 0 ? 0 : 1);
      }
    }
    return changes.finish();
  }
}
