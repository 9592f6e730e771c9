package io.millrace.tokenizer;

import java.util.Map;
import java.util.TreeMap;

/**
 * The split rules by the names that model files use ({@code tokenizer.ggml.pre}).
 *
 * <p>Each is the pre-tokenizer the model was published with (its tokenizer.json or tiktoken
 * encoding), in the notation of {@link Alphabet}; {@code default} is what GGUF runtimes use for
 * files without a name. Three differences in notation only: an absent {@code (?i)} is spelled out,
 * {@code \S} is the complement of the space class, and the end of a piece is {@code \z}.
 */
final class SplitRules {

  private static final Map<String, SplitRule> RULES = table();

  private SplitRules() {}

  /**
   * The rule of a name; the empty name means {@code default}.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  static SplitRule named(String name) {
    SplitRule rule = RULES.get(name.isEmpty() ? "default" : name);
    if (rule == null) {
      throw new IllegalArgumentException(
          "tokenizer: pre-tokenizer is \"%s\", expected one of %s"
              .formatted(name, String.join(", ", RULES.keySet())));
    }
    return rule;
  }

  /** The known names, sorted. */
  static Iterable<String> names() {
    return RULES.keySet();
  }

  private static Map<String, SplitRule> table() {
    Map<String, SplitRule> rules = new TreeMap<>();
    Alphabet plain = new Alphabet();
    addGpt2(rules, plain);
    addLlama3(rules, plain);
    addCased(rules, plain);
    addDeepseek(rules);
    return rules;
  }

  private static void put(Map<String, SplitRule> rules, SplitRule rule, String... names) {
    for (String name : names) {
      rules.put(name, rule);
    }
  }

  /** English contractions, words with the space before, numbers, signs, white space. */
  private static String gpt2(Alphabet a) {
    String space = a.space();
    return "'s|'t|'re|'ve|'m|'ll|'d| ?[%s]+| ?[%s]+| ?[^%s]+|[%s]+(?![^%s])|[%s]+"
        .formatted(a.of("L"), a.of("N"), space + a.of("L", "N"), space, space, space);
  }

  private static void addGpt2(Map<String, SplitRule> rules, Alphabet a) {
    String digit = "[" + a.of("N") + "]";
    String signs = a.of("P") + "$+<=>\\^~|";
    put(
        rules,
        SplitRule.of(a, gpt2(a)),
        "gpt-2",
        "phi-2",
        "olmo",
        "mpt",
        "jais",
        "jina-es",
        "jina-de",
        "jina-v1-en",
        "jina-v2-es",
        "jina-v2-de",
        "jina-v2-code",
        "roberta-bpe",
        "exaone4");
    put(
        rules,
        SplitRule.of(a, digit, gpt2(a)),
        "starcoder",
        "refact",
        "smollm",
        "command-r",
        "codeshell",
        "exaone",
        "minerva-7b");
    put(rules, SplitRule.of(a, "[" + signs + "`]+", gpt2(a)).withNumbers(), "falcon");
    put(
        rules,
        SplitRule.of(a, "[" + signs + "]+", gpt2(a), digit + "+", "[0-9][0-9][0-9]"),
        "default");
  }

  private static final String CONTRACTION =
      "'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])";

  /** Words with one sign before; {@code number} says how many digits stay together. */
  private static String llama3(Alphabet a, String number) {
    return CONTRACTION
        + "|[^\\r\\n%s]?[%s]+|[%s]".formatted(a.of("L", "N"), a.of("L"), a.of("N"))
        + number
        + tail(a, "");
  }

  /** Signs, line ends and white space, which the newer rules share. */
  private static String tail(Alphabet a, String afterSigns) {
    String space = a.space();
    return "| ?[^%s]+[\\r\\n%s]*|[%s]*[\\r\\n]+|[%s]+(?![^%s])|[%s]+"
        .formatted(space + a.of("L", "N"), afterSigns, space, space, space, space);
  }

  private static void addLlama3(Map<String, SplitRule> rules, Alphabet a) {
    SplitRule threeDigits = SplitRule.of(a, llama3(a, "{1,3}"));
    SplitRule oneDigit = SplitRule.of(a, llama3(a, ""));
    put(
        rules,
        threeDigits.withWholeWords(),
        "llama-bpe",
        "llama3",
        "llama-v3",
        "falcon3",
        "pixtral",
        "lfm2");
    put(rules, threeDigits, "dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
    put(rules, oneDigit, "qwen2", "stablelm2", "deepseek-r1-qwen", "megrez");
  }

  /** Words that begin anew where small letters end, as in camelCase. */
  private static void addCased(Map<String, SplitRule> rules, Alphabet a) {
    String before = "[^\\r\\n" + a.of("L", "N") + "]?";
    String upper = "[" + a.of("Lu", "Lt", "Lm", "Lo", "M") + "]";
    String lower = "[" + a.of("Ll", "Lm", "Lo", "M") + "]";
    String small = before + upper + "*" + lower + "+";
    String large = before + upper + "+" + lower + "*";
    String number = "|[" + a.of("N") + "]";
    put(
        rules,
        SplitRule.of(a, small + "|" + large + number + tail(a, "/")).withWholeWords(),
        "tekken");
    String ending = "(?:" + CONTRACTION + ")?";
    put(
        rules,
        SplitRule.of(a, small + ending + "|" + large + ending + number + "{1,3}" + tail(a, "/")),
        "gpt-4o",
        "llama4",
        "kanana2");
  }

  /** Letters of scripts with case, as deepseek-llm lists them: pairs of first and last. */
  private static final String CASED_LETTERS =
      "µµÀÖØöøƺƼƿǄʓʕʯͰͳͶͷͻͽͿͿΆΆΈΊΌΌΎΡΣϵϷҁҊԯԱՖႠჅᎠᏵᏸᏽᲐᲺᲽᲿᴀᴫᵫᵷᵹᶚḀἕἘἝἠὅὈὍὐὗὙὙὛὛὝὝὟώᾀᾴᾶᾼ"
          + "\u1FBE\u1FBEῂῄῆῌῐΐῖΊῠῬῲῴῶῼℂℂℇℇℊℓℕℕℙℝℤℤ\u2126\u2126ℨℨ\u212AℭℯℴℹℹℼℿⅅⅉⅎⅎↃↄⰀⱻⱾⳤⳫⳮⳲⳳꙀꙭꚀꚛꜢꝯꝱꞇꞋꞎ"
          + "ꭰꮿﬀﬆﬓﬗＡＺａｚ𐐀𐑏𐒰𐓓𐓘𐓻𐲀𐲲𐳀𐳲𑢠𑣟𞤀𞥃";

  private static final String WIDE_SIGNS = "！／：～‘‟\u3000。";
  private static final String EAST_ASIAN = "一龥ࠀ一\uAC00\uD7FF";
  private static final String CHINESE_JAPANESE = "一龥\u3040ゟ゠ヿ";

  private static void addDeepseek(Map<String, SplitRule> rules) {
    Alphabet a = new Alphabet(CASED_LETTERS, WIDE_SIGNS, EAST_ASIAN);
    String space = "[" + a.space() + "]";
    put(
        rules,
        SplitRule.of(
            a,
            "[\\r\\n]",
            space + "?[A-Za-z" + a.set(0) + "]+",
            space + "?[!-/:-~" + a.set(1) + "]+",
            "(?<!" + space + ")" + space + "++\\z",
            "[" + a.set(2) + "]+",
            "[" + a.of("N") + "]"),
        "deepseek-llm");
    put(
        rules,
        SplitRule.of(
            a,
            "[\\r\\n]",
            space + "?[" + a.of("L") + "]+",
            space + "?[" + a.of("P") + "]+",
            "[" + a.set(2) + "]+",
            "[" + a.of("N") + "]"),
        "deepseek-coder");
    Alphabet b = new Alphabet(CHINESE_JAPANESE);
    put(
        rules,
        SplitRule.of(b, "[" + b.of("N") + "]{1,3}", "[" + b.set(0) + "]+", deepseekWords(b)),
        "deepseek-v3");
  }

  private static String deepseekWords(Alphabet a) {
    String signs = a.of("P", "S");
    return "[!-/:-@\\[-`{-~][A-Za-z]+|[^\\r\\n%s]?[%s]+| ?[%s]+[\\r\\n]*"
            .formatted(a.of("L", "P", "S"), a.of("L", "M"), signs)
        + "|[%1$s]*[\\r\\n]+|[%1$s]+(?![^%1$s])|[%1$s]+".formatted(a.space());
  }
}
