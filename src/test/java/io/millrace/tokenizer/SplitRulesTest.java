package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SplitRulesTest {

  /** Other names of each rule, as model files use them. */
  private static final Map<String, List<String>> SAME =
      Map.of(
          "default", List.of(""),
          "gpt-2", List.of("phi-2", "olmo", "mpt", "jais"),
          "starcoder", List.of("refact", "smollm", "command-r", "codeshell", "exaone"),
          "llama-bpe", List.of("llama3", "llama-v3", "falcon3", "pixtral"),
          "qwen2", List.of("stablelm2", "deepseek-r1-qwen"),
          "gpt-4o", List.of("llama4"));

  @TestFactory
  List<DynamicTest> wordsAreThoseOfThePublishedTokenizers() throws IOException {
    JsonField golden = Goldens.read("splits.json");
    List<String> texts = Goldens.strings(golden.require("texts"));
    return golden.require("rules").members().stream()
        .map(
            rule -> {
              String name = rule.path().substring(rule.path().lastIndexOf('.') + 1);
              return DynamicTest.dynamicTest(name, () -> assertWords(name, texts, rule.elements()));
            })
        .toList();
  }

  private static void assertWords(String rule, List<String> texts, List<JsonField> words) {
    assertEquals(texts.size(), words.size());
    Pretokenizer pretokenizer = new Pretokenizer(SplitRules.named(rule));
    for (int i = 0; i < texts.size(); i++) {
      byte[] utf8 = texts.get(i).getBytes(UTF_8);
      assertArrayEquals(
          Goldens.ints(words.get(i)), lengths(pretokenizer, utf8), rule + ": " + texts.get(i));
    }
  }

  private static int[] lengths(Pretokenizer pretokenizer, byte[] utf8) {
    if (utf8.length == 0) {
      return new int[0];
    }
    byte[] inside = new byte[utf8.length + 7]; // a text that begins and ends inside an array
    Arrays.fill(inside, (byte) 'x');
    System.arraycopy(utf8, 0, inside, 3, utf8.length);
    int[] ends = pretokenizer.split(inside, 3, 3 + utf8.length);
    int[] lengths = new int[ends.length];
    for (int i = 0; i < ends.length; i++) {
      lengths[i] = ends[i] - (i == 0 ? 3 : ends[i - 1]);
    }
    return lengths;
  }

  @Test
  void everyDistinctRuleIsCompared() throws IOException {
    JsonField rules = Goldens.read("splits.json").require("rules");
    for (String name : SplitRules.names()) {
      SplitRule rule = SplitRules.named(name);
      assertEquals(
          1,
          rules.members().stream()
              .map(r -> r.path().substring(r.path().lastIndexOf('.') + 1))
              .filter(golden -> samePatterns(rule, SplitRules.named(golden)))
              .count(),
          name);
    }
  }

  private static boolean samePatterns(SplitRule one, SplitRule other) {
    return one.numbers() == other.numbers()
        && one.stages().stream()
            .map(p -> p.pattern())
            .toList()
            .equals(other.stages().stream().map(p -> p.pattern()).toList());
  }

  @Test
  void otherNamesMeanTheSameRule() {
    SAME.forEach(
        (name, others) ->
            others.forEach(
                other -> assertSame(SplitRules.named(name), SplitRules.named(other), other)));
  }

  /** One sort of character, or two in turn, 100,000 times: no rule may be quadratic or recurse. */
  @TestFactory
  List<DynamicTest> longRunsTakeLinearTime() {
    List<String> units =
        List.of(" ", "a", "A", "é", "1", "\n", ".", " \n", "aB", "字", "\u0301", "'s", " .", "\r\n");
    return List.of(
            "default",
            "gpt-2",
            "starcoder",
            "falcon",
            "llama-bpe",
            "qwen2",
            "tekken",
            "gpt-4o",
            "deepseek-llm",
            "deepseek-coder",
            "deepseek-v3")
        .stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        assertTimeoutPreemptively(
                            Duration.ofSeconds(30), () -> splitRuns(name, units))))
        .toList();
  }

  private static void splitRuns(String name, List<String> units) {
    Pretokenizer pretokenizer = new Pretokenizer(SplitRules.named(name));
    for (String unit : units) {
      byte[] utf8 = (unit.repeat(100_000) + "x.").getBytes(UTF_8);
      int[] ends = pretokenizer.split(utf8, 0, utf8.length);
      assertEquals(utf8.length, ends[ends.length - 1]);
    }
  }
}
