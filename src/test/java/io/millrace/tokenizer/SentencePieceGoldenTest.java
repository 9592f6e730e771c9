package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Ids against the SentencePiece library, on a vocabulary trained for it. */
class SentencePieceGoldenTest {

  @TestFactory
  List<DynamicTest> idsAreThoseOfSentencePiece() throws IOException {
    JsonField golden = Goldens.read("sentencepiece.json");
    List<String> texts = Goldens.strings(golden.require("texts"));
    Vocabulary vocabulary =
        new Vocabulary(
            PackedStrings.of(Goldens.strings(golden.require("tokens"))),
            Goldens.floats(golden.require("scores")),
            Goldens.ints(golden.require("types")));
    return golden.require("ids").members().stream()
        .map(
            flags ->
                DynamicTest.dynamicTest(flags.path(), () -> assertIds(vocabulary, flags, texts)))
        .toList();
  }

  private static void assertIds(Vocabulary vocabulary, JsonField flags, List<String> texts) {
    TextRules rules =
        new TextRules(
            true,
            false,
            flags.path().contains("prefix=true"),
            flags.path().contains("remove=true"));
    OptionalInt none = OptionalInt.empty();
    Tokenizer tokenizer =
        Tokenizers.of(
            new TokenizerSpec(
                "llama",
                "",
                vocabulary,
                PackedStrings.of(List.of()),
                new SpecialIds(none, none, none, OptionalInt.of(0)),
                rules));
    List<JsonField> ids = flags.elements();
    assertEquals(texts.size(), ids.size());
    for (int i = 0; i < texts.size(); i++) {
      assertArrayEquals(
          Goldens.ints(ids.get(i)),
          tokenizer.encode(texts.get(i), SpecialTokens.AS_TEXT),
          texts.get(i));
    }
  }
}
