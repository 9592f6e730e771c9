package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import io.millrace.tokenizer.Truncation.Side;
import io.millrace.tokenizer.Truncation.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Small tokenizers in the manner of each family against the tokenizers library. */
class FolderTokenizerTest {

  private static final List<String> FAMILIES =
      List.of(
          "bert-uncased",
          "bert-cased",
          "roberta",
          "bart-prefixed",
          "gpt2",
          "llama3",
          "qwen2",
          "llama2",
          "mistral",
          "gemma",
          "xlm-roberta",
          "mbart",
          "t5");

  /** One check of one family. */
  private interface Check {
    void run(JsonField golden, List<String> texts);
  }

  private static List<DynamicTest> forEachFamily(Check check) throws IOException {
    List<String> texts = Goldens.strings(Goldens.read("folder-texts.json"));
    List<DynamicTest> tests = new ArrayList<>();
    for (String family : FAMILIES) {
      JsonField golden = Goldens.read("folder-" + family + ".json");
      tests.add(DynamicTest.dynamicTest(family, () -> check.run(golden, texts)));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> textsHaveTheSameIdsAndPlaces() throws IOException {
    return forEachFamily(FolderGoldens::assertTexts);
  }

  @TestFactory
  List<DynamicTest> pairsAreFramedAlike() throws IOException {
    return forEachFamily(
        (golden, texts) -> {
          TextTokenizer tokenizer = FolderGoldens.tokenizer(golden);
          for (JsonField pair : golden.require("pairs").elements()) {
            String first = texts.get(pair.require("first").asInt(0, 999));
            String second = texts.get(pair.require("second").asInt(0, 999));
            Encoding encoding =
                tokenizer.encode(TextInput.of(first, second).with(SpecialTokens.PARSE));
            assertArrayEquals(Goldens.ints(pair.require("ids")), encoding.ids(), pair.path());
            assertArrayEquals(Goldens.ints(pair.require("types")), encoding.typeIds(), pair.path());
            assertArrayEquals(
                Goldens.ints(pair.require("sequences")), encoding.sequences(), pair.path());
            assertArrayEquals(
                Goldens.ints(pair.require("offsets")),
                FolderGoldens.places(encoding, first, second),
                pair.path());
          }
        });
  }

  @TestFactory
  List<DynamicTest> longTextsAreCutAlike() throws IOException {
    return forEachFamily(
        (golden, texts) -> {
          TextTokenizer tokenizer = FolderGoldens.tokenizer(golden);
          for (JsonField cut : golden.require("cuts").elements()) {
            String first = texts.get(cut.require("first").asInt(0, 999));
            int other = cut.require("second").asInt(-1, 999);
            String second = texts.get(Math.max(0, other));
            TextInput whole = other < 0 ? TextInput.of(first) : TextInput.of(first, second);
            Encoding encoding =
                tokenizer.encode(whole.with(SpecialTokens.PARSE).with(truncation(cut)));
            assertArrayEquals(Goldens.ints(cut.require("ids")), encoding.ids(), cut.path());
            assertArrayEquals(
                Goldens.ints(cut.require("offsets")),
                FolderGoldens.places(encoding, first, second),
                cut.path());
          }
        });
  }

  private static Truncation truncation(JsonField cut) {
    return new Truncation(
        cut.require("most").asInt(0, 999),
        Side.valueOf(cut.require("side").asString().toUpperCase(Locale.ROOT)),
        Strategy.valueOf(cut.require("strategy").asString().toUpperCase(Locale.ROOT)));
  }

  @TestFactory
  List<DynamicTest> specialTokensInTextsOfUsersAreText() throws IOException {
    return forEachFamily(
        (golden, texts) -> {
          TextTokenizer tokenizer = FolderGoldens.tokenizer(golden);
          List<JsonField> expected = golden.require("as_text").elements();
          assertEquals(3, expected.size());
          for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(
                Goldens.ints(expected.get(i)),
                tokenizer.encode(texts.get(39 + i), SpecialTokens.AS_TEXT),
                texts.get(39 + i));
          }
        });
  }
}
