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
      "\u00B5\u00B5\u00C0\u00D6\u00D8\u00F6\u00F8\u01BA\u01BC\u01BF\u01C4\u0293\u0295\u02AF"
          + "\u0370\u0373\u0376\u0376\u0377\u0377\u037B\u037D\u037F\u037F\u0386\u0386\u0388\u038A"
          + "\u038C\u038C\u038E\u03A1\u03A3\u03F5\u03F7\u0481\u048A\u052F\u0531\u0556\u10A0\u10C5"
          + "\u13A0\u13F5\u13F8\u13FD\u1C90\u1CBA\u1CBD\u1CBF\u1D00\u1D2B\u1D6B\u1D77\u1D79\u1D9A"
          + "\u1E00\u1F15\u1F18\u1F1D\u1F20\u1F45\u1F48\u1F4D\u1F50\u1F57\u1F59\u1F59\u1F5B\u1F5B"
          + "\u1F5D\u1F5D\u1F5F\u1F7D\u1F80\u1FB4\u1FB6\u1FBC\u1FBE\u1FBE\u1FC2\u1FC4\u1FC6\u1FCC"
          + "\u1FD0\u1FD3\u1FD6\u1FDB\u1FE0\u1FEC\u1FF2\u1FF4\u1FF6\u1FFC\u2102\u2102\u2107\u2107"
          + "\u210A\u2113\u2115\u2115\u2119\u211D\u2124\u2124\u2126\u2126\u2128\u2128\u212A\u212D"
          + "\u212F\u2134\u2139\u2139\u213C\u213F\u2145\u2149\u214E\u214E\u2183\u2183\u2184\u2184"
          + "\u2C00\u2C7B\u2C7E\u2CE4\u2CEB\u2CEE\u2CF2\u2CF2\u2CF3\u2CF3\uA640\uA66D\uA680\uA69B"
          + "\uA722\uA76F\uA771\uA787\uA78B\uA78E\uAB70\uABBF\uFB00\uFB06\uFB13\uFB17\uFF21\uFF3A"
          + "\uFF41\uFF5A\uD801\uDC00\uD801\uDC4F\uD801\uDCB0\uD801\uDCD3\uD801\uDCD8\uD801\uDCFB"
          + "\uD803\uDC80\uD803\uDCB2\uD803\uDCC0\uD803\uDCF2\uD806\uDCA0\uD806\uDCDF"
          + "\uD83A\uDD00\uD83A\uDD43";

  private static final String WIDE_SIGNS = "\uFF01\uFF0F\uFF1A\uFF5E\u2018\u201F\u3000\u3002";
  private static final String EAST_ASIAN = "\u4E00\u9FA5\u0800\u4E00\uAC00\uD7FF";
  private static final String CHINESE_JAPANESE = "\u4E00\u9FA5\u3040\u309F\u30A0\u30FF";

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
