package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.GgufFile;
import io.millrace.format.GgufMetadata;
import io.millrace.format.GgufReader;
import io.millrace.format.StringArray;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vocabulary of the default model, where the machine has it. */
class GemmaTokensTest {

  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() throws IOException {
    String home = System.getenv("MILLRACE_HOME");
    Path file =
        (home == null
                ? Path.of(System.getProperty("user.home"), ".cache", "millrace")
                : Path.of(home))
            .resolve("gemma3-270m-Q4_K_M.gguf");
    if (!Files.isRegularFile(file)) {
      String why =
          "SKIPPED tokens of Gemma 3: no " + file + "; run scripts/fetch-model gemma3-270m";
      System.out.println(why);
      Assumptions.abort(why);
    }
    try (GgufFile gguf = GgufReader.open(file)) {
      tokenizer = Tokenizers.of(spec(gguf.metadata()));
    }
  }

  private static TokenizerSpec spec(GgufMetadata metadata) throws IOException {
    StringArray tokens = metadata.getStringArray("tokenizer.ggml.tokens");
    Vocabulary vocabulary =
        new Vocabulary(
            PackedStrings.of(tokens.size(), tokens::bytes),
            metadata.getFloatArray("tokenizer.ggml.scores"),
            metadata.getIntArray("tokenizer.ggml.token_type"));
    SpecialIds ids =
        new SpecialIds(
            OptionalInt.of(metadata.getInt("tokenizer.ggml.bos_token_id")),
            OptionalInt.of(metadata.getInt("tokenizer.ggml.eos_token_id")),
            OptionalInt.empty(),
            OptionalInt.of(metadata.getInt("tokenizer.ggml.unknown_token_id")));
    return new TokenizerSpec(
        metadata.getString("tokenizer.ggml.model"),
        metadata.getString("tokenizer.ggml.pre"),
        vocabulary,
        PackedStrings.of(List.of()),
        ids,
        new TextRules(true, false, false, false));
  }

  /** Control tokens are parsed: the published tokenizer always does. */
  @Test
  void idsAreThoseOfThePublishedTokenizer() throws IOException {
    JsonField golden = Goldens.read("gemma3.json");
    List<String> texts = Goldens.strings(golden.require("texts"));
    List<JsonField> ids = golden.require("ids").elements();
    assertEquals(texts.size(), ids.size());
    for (int i = 0; i < texts.size(); i++) {
      int[] tokens = tokenizer.encode(texts.get(i), SpecialTokens.PARSE);
      assertArrayEquals(Goldens.ints(ids.get(i)), tokens, texts.get(i));
    }
  }

  @Test
  void everyTextOfTheGoldensSurvives() throws IOException {
    for (String text : Goldens.strings(Goldens.read("gemma3.json").require("texts"))) {
      int[] tokens = tokenizer.encode(text, SpecialTokens.AS_TEXT);
      assertEquals(text, tokenizer.decode(tokens));
      StreamingDecoder decoder = tokenizer.decoder();
      StringBuilder streamed = new StringBuilder();
      for (int token : tokens) {
        streamed.append(decoder.append(token));
      }
      assertEquals(text, streamed + decoder.finish());
    }
  }

  @Test
  void theFileIsReadAsItsAuthorsMeantIt() {
    Vocabulary vocabulary = tokenizer.vocabulary();
    assertEquals(262_144, vocabulary.size());
    assertEquals(TokenKind.CONTROL, vocabulary.kind(2));
    assertEquals(TokenKind.USER_DEFINED, vocabulary.kind(212)); // </s> is an ordinary tag
    assertEquals(OptionalInt.of(2), tokenizer.bos());
    assertTrue(tokenizer.addBos());
    assertEquals(Set.of(1, vocabulary.id("<end_of_turn>").getAsInt()), tokenizer.endOfGeneration());
    assertArrayEquals(new int[] {138}, tokenizer.encode("  ", SpecialTokens.AS_TEXT));
  }
}
