package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SentencePieceBpeTest {

  private static final String[] PIECES = {
    "▁", "a", "b", "c", "n", "é", "字", "aa", "ab", "ba", "▁a", "an", "ana", "▁ab", "aaa", "bab",
    "字é", "é字", "b▁a", "cab", "▁ban", "anan", "aaaa", "é▁", "nn"
  };

  /** The last entries share scores, so that ties occur. */
  private static Vocabulary vocabulary() {
    Vocabularies made =
        new Vocabularies()
            .add(TokenKind.UNKNOWN, "<unk>")
            .add(TokenKind.CONTROL, "<s>", "</s>", "<c ▁c>")
            .addBytes();
    for (int i = 0; i < PIECES.length; i++) {
      made.add(PIECES[i], TokenKind.NORMAL, -(i / 3));
    }
    return made.add(TokenKind.USER_DEFINED, "  ", "   ", "<b>", "<bc>", "\n").build();
  }

  private static final Vocabulary VOCABULARY = vocabulary();
  private static final Tokenizer PLAIN = Vocabularies.llama(VOCABULARY, false);
  private static final Tokenizer PREFIXED = Vocabularies.llama(VOCABULARY, true);

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            8,
            Arbitraries.of(
                    "a", "b", "c", "n", "é", "字", " ", " ", "x", "<b>", "<b", "c>", "\n", "😀")
                .list()
                .ofMaxSize(90)
                .map(parts -> String.join("", parts))),
        net.jqwik.api.Tuple.of(2, Arbitraries.strings().ofMaxLength(60)));
  }

  @Property(tries = 3000)
  void equalsThePlainAlgorithm(@ForAll("texts") String text) {
    String valid = text.replace('\u2581', ' ');
    assertArrayEquals(naive(valid), PLAIN.encode(valid, SpecialTokens.AS_TEXT));
  }

  @Property(tries = 3000)
  void whatIsEncodedDecodesToTheSameText(@ForAll("texts") String text) {
    // Unpaired surrogates cannot be written in UTF-8, and U+2581 is how the file writes a space.
    String valid =
        new String(Utf8.encode(text), java.nio.charset.StandardCharsets.UTF_8)
            .replace('\u2581', ' ');
    for (Tokenizer tokenizer : List.of(PLAIN, PREFIXED)) {
      assertEquals(valid, tokenizer.decode(tokenizer.encode(valid, SpecialTokens.AS_TEXT)));
    }
  }

  @Test
  void longSegmentsEqualThePlainAlgorithmToo() {
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 700; i++) {
      text.append("aabn字é".charAt(random.nextInt(6)));
    }
    assertArrayEquals(naive(text.toString()), PLAIN.encode(text.toString(), SpecialTokens.AS_TEXT));
  }

  /** The algorithm as its paper states it, on lists of strings. */
  private static int[] naive(String text) {
    List<Integer> out = new ArrayList<>();
    String[] special = {"   ", "  ", "<bc>", "<b>", "\n"};
    String rest = text;
    StringBuilder plain = new StringBuilder();
    while (!rest.isEmpty()) {
      String found = "";
      for (String token : special) {
        if (found.isEmpty() && rest.startsWith(token)) {
          found = token;
        }
      }
      if (found.isEmpty()) {
        int length = Character.charCount(rest.codePointAt(0));
        plain.append(rest, 0, length);
        rest = rest.substring(length);
      } else {
        naiveMerge(plain.toString(), out);
        plain.setLength(0);
        out.add(VOCABULARY.id(found).getAsInt());
        rest = rest.substring(found.length());
      }
    }
    naiveMerge(plain.toString(), out);
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void naiveMerge(String text, List<Integer> out) {
    List<String> symbols = new ArrayList<>();
    text.replace(' ', '▁').codePoints().forEach(c -> symbols.add(Character.toString(c)));
    while (true) {
      int best = -1;
      float bestScore = Float.NEGATIVE_INFINITY;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int id = VOCABULARY.id(symbols.get(i) + symbols.get(i + 1)).orElse(-1);
        if (id >= 0
            && VOCABULARY.kind(id) == TokenKind.NORMAL
            && VOCABULARY.score(id) > bestScore) {
          best = i;
          bestScore = VOCABULARY.score(id);
        }
      }
      if (best < 0) {
        break;
      }
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
    for (String symbol : symbols) {
      int id = VOCABULARY.id(symbol).orElse(-1);
      if (id >= 0) {
        out.add(id);
      } else {
        for (byte b : Utf8.encode(symbol)) {
          out.add(VOCABULARY.id("<0x%02X>".formatted(b)).getAsInt());
        }
      }
    }
  }

  @Test
  void controlTokensAreParsedOnlyWhenAsked() {
    int bos = VOCABULARY.id("<s>").getAsInt();
    assertArrayEquals(new int[] {bos, id("a")}, PLAIN.encode("<s>a", SpecialTokens.PARSE));
    int[] asText = PLAIN.encode("<s>a", SpecialTokens.AS_TEXT);
    assertEquals(-1, indexOf(asText, bos));
    assertEquals("<s>a", PLAIN.decode(asText));
    assertEquals("a", PLAIN.decode(PLAIN.encode("<s>a", SpecialTokens.PARSE)));
  }

  @Test
  void userDefinedTokensMatchLongestFirstEvenInPlainText() {
    assertArrayEquals(
        new int[] {id("<bc>"), id("   "), id("  "), id("<b>"), id("a")},
        PLAIN.encode("<bc>     <b>a", SpecialTokens.AS_TEXT));
  }

  @Test
  void theSpacePrefixComesOnceAndAfterControlTokens() {
    assertArrayEquals(new int[] {id("▁ab")}, PREFIXED.encode("ab", SpecialTokens.AS_TEXT));
    assertArrayEquals(new int[0], PREFIXED.encode("", SpecialTokens.AS_TEXT));
    assertArrayEquals(
        new int[] {id("<s>"), id("▁ab"), id("</s>"), id("▁a")},
        PREFIXED.encode("<s>ab</s>a", SpecialTokens.PARSE));
    assertArrayEquals(
        new int[] {id("▁"), id("<b>"), id("ab")}, PREFIXED.encode("<b>ab", SpecialTokens.AS_TEXT));
    assertEquals(" ab", PREFIXED.decode(PREFIXED.encode(" ab", SpecialTokens.AS_TEXT)));
  }

  @Test
  void extraSpacesGoWhereTheFileSaysSo() {
    Tokenizer trimming =
        Tokenizers.of(
            new TokenizerSpec(
                "llama",
                "",
                VOCABULARY,
                PackedStrings.of(List.of()),
                SpecialIds.none(),
                new TextRules(false, false, false, true)));
    assertArrayEquals(
        PLAIN.encode("ab a", SpecialTokens.AS_TEXT),
        trimming.encode("  ab    a ", SpecialTokens.AS_TEXT));
    assertArrayEquals(new int[0], trimming.encode("   ", SpecialTokens.AS_TEXT));
  }

  @Test
  void aLiteralSpaceMarkIsASpace() {
    assertArrayEquals(
        PLAIN.encode("a b", SpecialTokens.AS_TEXT), PLAIN.encode("a▁b", SpecialTokens.AS_TEXT));
  }

  @Test
  void unpairedSurrogatesBecomeReplacementCharacters() {
    assertArrayEquals(
        PLAIN.encode("a\uFFFDb\uFFFD", SpecialTokens.AS_TEXT),
        PLAIN.encode("a\uD800b\uDC00", SpecialTokens.AS_TEXT));
  }

  @Test
  void withoutByteTokensTheUnknownTokenStandsIn() {
    Vocabulary vocabulary =
        new Vocabularies().add(TokenKind.UNKNOWN, "<unk>").add(TokenKind.NORMAL, "a").build();
    assertArrayEquals(
        new int[] {1, 0, 1},
        Vocabularies.llama(vocabulary, false).encode("aéa", SpecialTokens.AS_TEXT));
    Vocabulary none = new Vocabularies().add(TokenKind.NORMAL, "a").build();
    Tokenizer tokenizer = Vocabularies.llama(none, false);
    assertEquals(
        "encode: the vocabulary has no token for \"é\" and no unknown token",
        assertThrows(
                IllegalArgumentException.class, () -> tokenizer.encode("é", SpecialTokens.AS_TEXT))
            .getMessage());
  }

  @Test
  void longTextsAreNotQuadratic() {
    // Two million characters that nothing separates; a quadratic loop would take hours.
    char[] text = new char[2_000_000];
    Arrays.fill(text, 'a');
    int[] ids =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> PLAIN.encode(new String(text), SpecialTokens.AS_TEXT));
    assertEquals(500_000, ids.length);
  }

  private static int id(String piece) {
    return VOCABULARY.id(piece).getAsInt();
  }

  private static int indexOf(int[] values, int value) {
    return Arrays.stream(values).boxed().toList().indexOf(value);
  }
}
