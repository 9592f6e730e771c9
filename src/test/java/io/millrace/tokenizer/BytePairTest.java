package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BytePairTest {

  private static final JsonField GOLDEN = golden();
  private static final List<String> TEXTS = Goldens.strings(GOLDEN.require("texts"));
  private static final List<String> MERGES = Goldens.strings(GOLDEN.require("merges"));
  private static final Vocabulary VOCABULARY =
      new Vocabulary(
          PackedStrings.of(Goldens.strings(GOLDEN.require("tokens"))),
          new float[0],
          Goldens.ints(GOLDEN.require("types")));

  /** The rule cuts nothing out of letters, so that one word is as long as the test makes it. */
  private static final Tokenizer GPT2 = Vocabularies.gpt2("gpt-2", VOCABULARY, MERGES);

  private static JsonField golden() {
    try {
      return Goldens.read("byte-pair.json");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Special tokens are parsed: the library the ids come from always does. */
  @TestFactory
  List<DynamicTest> idsAreThoseOfThePublishedTokenizers() {
    return GOLDEN.require("ids").members().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.path(), () -> assertIds(rule)))
        .toList();
  }

  private static void assertIds(JsonField rule) {
    String name = rule.path().substring(rule.path().lastIndexOf('.') + 1);
    Tokenizer tokenizer = Vocabularies.gpt2(name, VOCABULARY, MERGES);
    List<JsonField> ids = rule.elements();
    assertEquals(TEXTS.size(), ids.size());
    for (int round = 0; round < 2; round++) { // the second comes out of the cache
      for (int i = 0; i < TEXTS.size(); i++) {
        assertArrayEquals(
            Goldens.ints(ids.get(i)),
            tokenizer.encode(TEXTS.get(i), SpecialTokens.PARSE),
            name + ": " + TEXTS.get(i));
      }
    }
  }

  @Property(tries = 500)
  void everyTextSurvives(@ForAll String text) {
    String valid = new String(Utf8.encode(text), UTF_8);
    for (SpecialTokens special : SpecialTokens.values()) {
      assertEquals(valid, GPT2.decode(GPT2.encode(valid, special)));
    }
  }

  @Property(tries = 500)
  void wordsEqualThePlainAlgorithm(
      @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 11) Integer> letters) {
    StringBuilder word = new StringBuilder();
    letters.forEach(i -> word.append("etaoinhrsöи字".charAt(i)));
    assertArrayEquals(naive(word.toString()), GPT2.encode(word.toString(), SpecialTokens.AS_TEXT));
  }

  /** The algorithm as its paper states it, on lists of strings. */
  private static int[] naive(String word) {
    Map<String, Integer> ranks = new HashMap<>();
    MERGES.forEach(merge -> ranks.putIfAbsent(merge, ranks.size()));
    List<String> symbols = new ArrayList<>();
    for (byte b : word.getBytes(UTF_8)) {
      symbols.add(String.valueOf(ByteAlphabet.character(b)));
    }
    while (true) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int rank = ranks.getOrDefault(symbols.get(i) + " " + symbols.get(i + 1), Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return symbols.stream().mapToInt(s -> VOCABULARY.id(s).getAsInt()).toArray();
      }
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
  }

  @Test
  void controlTokensAreParsedOnlyWhenAsked() {
    int end = VOCABULARY.id("<|end|>").getAsInt();
    assertArrayEquals(new int[] {end}, GPT2.encode("<|end|>", SpecialTokens.PARSE));
    int[] asText = GPT2.encode("<|end|>", SpecialTokens.AS_TEXT);
    assertEquals("<|end|>", GPT2.decode(asText));
    for (int token : asText) {
      assertEquals(TokenKind.NORMAL, VOCABULARY.kind(token));
    }
    assertArrayEquals(
        new int[] {VOCABULARY.id("<td>").getAsInt()}, GPT2.encode("<td>", SpecialTokens.AS_TEXT));
  }

  @Test
  void mergesNeverMakeAControlToken() {
    Vocabulary vocabulary =
        new Vocabularies().addByteAlphabet().add(TokenKind.CONTROL, "ab").build();
    Tokenizer tokenizer = Vocabularies.gpt2("gpt-2", vocabulary, List.of("a b"));
    assertEquals(2, tokenizer.encode("ab", SpecialTokens.AS_TEXT).length);
    assertArrayEquals(new int[] {256}, tokenizer.encode("ab", SpecialTokens.PARSE));
  }

  @Test
  void aByteWithoutTokenIsAnErrorOrTheUnknownToken() {
    Vocabulary vocabulary = new Vocabularies().add(TokenKind.NORMAL, "a").build();
    Tokenizer tokenizer = Vocabularies.gpt2("gpt-2", vocabulary, List.of());
    assertEquals(
        "encode: the vocabulary has no token for byte 0x62 and no unknown token",
        assertThrows(
                IllegalArgumentException.class, () -> tokenizer.encode("ab", SpecialTokens.AS_TEXT))
            .getMessage());
    Vocabulary unknown =
        new Vocabularies().add(TokenKind.NORMAL, "a").add(TokenKind.UNKNOWN, "<unk>").build();
    assertArrayEquals(
        new int[] {0, 1},
        Vocabularies.gpt2("gpt-2", unknown, List.of()).encode("ab", SpecialTokens.AS_TEXT));
  }

  @Test
  void aMergeThatIsNotTwoPiecesIsAnError() {
    assertEquals(
        "tokenizer: merge 1 is \"ab\", expected two pieces with a space between",
        assertThrows(
                IllegalArgumentException.class,
                () -> Vocabularies.gpt2("gpt-2", VOCABULARY, List.of("a b", "ab")))
            .getMessage());
  }

  @Test
  void mergesOfWhatIsNoTokenAreLeftOut() {
    Vocabulary bytes = new Vocabularies().addByteAlphabet().build();
    Tokenizer tokenizer = Vocabularies.gpt2("gpt-2", bytes, List.of("a b", "xx y"));
    assertArrayEquals(new int[] {'a', 'b'}, tokenizer.encode("ab", SpecialTokens.AS_TEXT));
  }

  /** All threads share the cache; small vocabularies collide in it all the time. */
  @Test
  void threadsDoNotDisturbOneAnother() {
    List<int[]> alone = TEXTS.stream().map(text -> GPT2.encode(text, SpecialTokens.PARSE)).toList();
    Tokenizer shared = Vocabularies.gpt2("gpt-2", VOCABULARY, MERGES);
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            round -> {
              for (int i = 0; i < TEXTS.size(); i++) {
                int at = (i + round) % TEXTS.size();
                assertArrayEquals(alone.get(at), shared.encode(TEXTS.get(at), SpecialTokens.PARSE));
              }
            });
  }

  @Test
  void longWordsAreNotQuadratic() {
    String text = "etaoin".repeat(200_000);
    int[] ids =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> GPT2.encode(text, SpecialTokens.AS_TEXT));
    assertEquals(text, GPT2.decode(ids));
  }
}
