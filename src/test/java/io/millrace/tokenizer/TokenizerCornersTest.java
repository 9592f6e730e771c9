package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.millrace.json.JsonValue;
import org.junit.jupiter.api.Test;

/** Rare cases, each with what the tokenizers library (0.23) makes of it. */
class TokenizerCornersTest {

  private static final String LETTERS =
      "[[\"<unk>\",0],[\"\\u2581\",-2],[\"a\",-1],[\"b\",-1],[\"<0x3C>\",-9],[\"<0xC3>\",-9],"
          + "[\"<0xA9>\",-9],[\"<0x75>\",-9],[\"<0x6E>\",-9],[\"<0x6B>\",-9],[\"<0x3E>\",-9]]";

  private static TextTokenizer tokenizer(String file) {
    return TokenizerJson.read(JsonValue.parse(file), JsonValue.nothing());
  }

  private static TextTokenizer unigram(String more, boolean bytes) {
    return tokenizer(
        "{\"added_tokens\":[{\"id\":0,\"content\":\"<unk>\",\"special\":true}],"
            + "\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"byte_fallback\":%s,\"vocab\":%s}%s}"
                .formatted(bytes, LETTERS, more));
  }

  @Test
  void aTextThatLostItsFirstCharacterDoesNotBeginWithASpace() {
    TextTokenizer tokenizer =
        unigram(
            ",\"normalizer\":{\"type\":\"Nmt\"},\"pre_tokenizer\":{\"type\":\"Metaspace\","
                + "\"replacement\":\"\\u2581\",\"prepend_scheme\":\"first\",\"split\":true}",
            false);
    assertArrayEquals(new int[] {1, 2}, tokenizer.encode("a", SpecialTokens.AS_TEXT));
    assertArrayEquals(new int[] {2}, tokenizer.encode("\u0014a", SpecialTokens.AS_TEXT));
    assertArrayEquals(new int[] {2, 1, 3}, tokenizer.encode("\u0014a b", SpecialTokens.AS_TEXT));
  }

  @Test
  void theUnknownTokenSpelledOutJoinsWhatIsUnknownBesideIt() {
    TextTokenizer tokenizer = unigram("", false);
    assertArrayEquals(new int[] {0}, tokenizer.encode("<unk>", SpecialTokens.AS_TEXT));
    assertArrayEquals(
        new int[] {2, 0, 3}, tokenizer.encode("a<unk>\u00e9b", SpecialTokens.AS_TEXT));
  }

  @Test
  void theUnknownTokenSpelledOutBesideOthersIsItsBytes() {
    TextTokenizer tokenizer = unigram("", true);
    assertArrayEquals(new int[] {0}, tokenizer.encode("<unk>", SpecialTokens.AS_TEXT));
    assertArrayEquals(
        new int[] {4, 7, 8, 9, 10, 5, 6}, tokenizer.encode("<unk>\u00e9", SpecialTokens.AS_TEXT));
  }

  private static TextTokenizer spaced() {
    return tokenizer(
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"<s>\":0,\"</s>\":1,\"\u0120\":2,\"a\":3,"
            + "\"\u00f0\":4,\"\u0141\":5,\"\u013a\":6,\"\u0125\":7,\"\u0120\u00f0\":8},"
            + "\"merges\":[\"\u0120 \u00f0\"]},"
            + "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":true},"
            + "\"post_processor\":{\"type\":\"RobertaProcessing\",\"sep\":[\"</s>\",1],"
            + "\"cls\":[\"<s>\",0],\"trim_offsets\":true,\"add_prefix_space\":false}}");
  }

  @Test
  void aTokenWithASpaceThatIsNoneEndsBehindItsWholeCharacter() {
    Encoding encoding = spaced().encode(TextInput.of("\ud83d\ude03"));
    assertArrayEquals(new int[] {0, 8, 5, 6, 7, 1}, encoding.ids());
    assertArrayEquals(new int[] {0, 2, 0, 0, 0, 0}, encoding.starts());
    assertArrayEquals(new int[] {0, 2, 2, 2, 2, 0}, encoding.ends());
  }

  @Test
  void aLimitOfTheFrameAloneLeavesNothingElse() {
    for (Truncation.Strategy strategy : Truncation.Strategy.values()) {
      TextInput pair =
          TextInput.of("aa", "aaa").with(new Truncation(4, Truncation.Side.RIGHT, strategy));
      assertArrayEquals(new int[] {0, 1, 1, 1}, spaced().encode(pair).ids(), strategy.toString());
    }
  }
}
