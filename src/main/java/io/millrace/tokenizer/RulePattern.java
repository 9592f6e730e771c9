package io.millrace.tokenizer;

import io.millrace.tokenizer.SplitBehavior.Range;
import java.util.List;
import java.util.Map;

/**
 * The split rules of published models where their tokenizer files spell them as expressions: each
 * word is a match, because these rules leave nothing between their matches.
 */
final class RulePattern implements TextPattern {

  private static final String ENDING = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String WORDS = ENDING + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}";
  private static final String SIGNS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
  private static final String SIGNS_AND_SLASH = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*";
  private static final String SPACE = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String SMALL =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
          + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+";
  private static final String LARGE =
      "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
          + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*";

  /** The expression of Qwen2. */
  static final String QWEN2 = WORDS + SIGNS + SPACE;

  /** The rules by their expression as the files have it. */
  private static final Map<String, String> NAMES =
      Map.of(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          "gpt-2",
          WORDS + "{1,3}" + SIGNS + SPACE,
          "llama-bpe",
          QWEN2,
          "qwen2",
          SMALL + LARGE + "|\\p{N}" + SIGNS_AND_SLASH + SPACE,
          "tekken",
          SMALL + ENDING + "?" + LARGE + ENDING + "?" + "|\\p{N}{1,3}" + SIGNS_AND_SLASH + SPACE,
          "gpt-4o");

  private final SplitRule rule;
  private final Pretokenizer pretokenizer;

  private RulePattern(SplitRule rule) {
    this.rule = rule;
    this.pretokenizer = new Pretokenizer(rule);
  }

  static RulePattern named(String name) {
    return new RulePattern(SplitRules.named(name));
  }

  /** The pattern of an expression: one of the known rules, else the expression itself. */
  static TextPattern of(String expression) {
    String name = NAMES.get(expression);
    return name == null ? RegexPattern.of(expression) : named(name);
  }

  @Override
  public List<Range> find(AlignedText text) {
    char[] folded = new char[text.length()];
    for (int i = 0; i < folded.length; i++) {
      int c = text.at(i);
      folded[i] = c < 0x80 ? (char) c : rule.alphabet().fold(c);
    }
    Cover cover = new Cover();
    int start = 0;
    for (int end : pretokenizer.split(new String(folded))) {
      cover.match(start, end);
      start = end;
    }
    return cover.upTo(text.length());
  }
}
