package io.millrace.load;

import io.millrace.json.JsonField;
import java.util.List;
import java.util.Map;

/** The patterns by which published {@code tokenizer.json} split texts, and the rules they are. */
final class SplitPatterns {

  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String WORDS = CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}";
  private static final String TAIL =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String CASED_TAIL = TAIL.replace("[\\r\\n]*", "[\\r\\n/]*");
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String SIGN = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String SMALL = SIGN + UPPER + "*" + LOWER + "+";
  private static final String LARGE = SIGN + UPPER + "+" + LOWER + "*";

  private static final Map<String, String> RULES =
      Map.of(
          WORDS + "{1,3}" + TAIL, "dbrx",
          WORDS + TAIL, "qwen2",
          SMALL + "|" + LARGE + "|\\p{N}" + CASED_TAIL, "tekken",
          SMALL + CONTRACTION + "?|" + LARGE + CONTRACTION + "?|\\p{N}{1,3}" + CASED_TAIL,
              "gpt-4o");

  private SplitPatterns() {}

  /**
   * The name of the rule that the pre-tokenizer of a {@code tokenizer.json} is.
   *
   * @throws io.millrace.json.JsonException if it is none of those known here
   */
  static String nameOf(JsonField root) {
    List<JsonField> parts = TokenizerJson.parts(root, "pre_tokenizer", "pretokenizers");
    List<String> types = parts.stream().map(part -> part.require("type").asString()).toList();
    if (types.equals(List.of("ByteLevel"))) {
      return "gpt-2";
    }
    if (types.equals(List.of("Digits", "ByteLevel"))) {
      return "smollm";
    }
    if (types.equals(List.of("Split", "ByteLevel"))) {
      String pattern = parts.get(0).require("pattern").require("Regex").asString();
      String rule = RULES.getOrDefault(pattern, "");
      boolean wholeWords =
          root.require("model").find("ignore_merges").map(JsonField::asBoolean).orElse(false);
      if (!rule.isEmpty()) {
        return rule.equals("dbrx") && wholeWords ? "llama-bpe" : rule;
      }
    }
    throw root.require("pre_tokenizer").wrong("that of GPT-2, SmolLM, Llama 3, Qwen 2 or GPT-4o");
  }
}
