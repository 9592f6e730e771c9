package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Folders without a tokenizer.json give the same ids as those that have it. */
class TokenizerFilesTest {

  private static List<String> texts() throws IOException {
    return Goldens.strings(Goldens.read("folder-texts.json"));
  }

  private static void assertSame(TextTokenizer expected, TextTokenizer actual) throws IOException {
    for (String text : texts()) {
      TextInput input = TextInput.of(text, "the wheel").with(SpecialTokens.PARSE);
      assertArrayEquals(expected.encode(input).ids(), actual.encode(input).ids(), text);
      assertArrayEquals(expected.encode(input).typeIds(), actual.encode(input).typeIds(), text);
      assertArrayEquals(expected.encode(input).ends(), actual.encode(input).ends(), text);
    }
  }

  @Test
  void vocabTxtIsEnoughForBert() throws IOException {
    JsonField golden = Goldens.read("folder-bert-cased.json");
    JsonObject vocab = golden.require("tokenizer").require("model").require("vocab").object();
    String[] lines = new String[vocab.members().size()];
    vocab.members().forEach((piece, id) -> lines[id.at("id").asInt(0, lines.length - 1)] = piece);
    byte[] file = (String.join("\n", lines) + "\n").getBytes(UTF_8);
    JsonValue config = JsonValue.parse("{\"do_lower_case\": false}");
    assertSame(FolderGoldens.tokenizer(golden), TokenizerFiles.wordPiece(file, config));
    byte[] windows = String.join("\r\n", lines).getBytes(UTF_8);
    assertSame(FolderGoldens.tokenizer(golden), TokenizerFiles.wordPiece(windows, config));
  }

  @Test
  void vocabularyAndMergesAreEnoughForRoberta() throws IOException {
    JsonField golden = Goldens.read("folder-roberta.json");
    JsonField model = golden.require("tokenizer").require("model");
    JsonObject.Builder vocab = JsonObject.builder();
    model.require("vocab").object().members().forEach(vocab::put);
    vocab.put("<mask>", model.require("vocab").object().members().size());
    JsonValue config = JsonValue.parse("{\"tokenizer_class\": \"RobertaTokenizer\"}");
    assertSame(
        FolderGoldens.tokenizer(golden),
        TokenizerFiles.bytePair(vocab.build(), merges(model), config));
  }

  private static byte[] merges(JsonField model) {
    StringBuilder text = new StringBuilder("#version: 0.2\n");
    for (JsonField merge : model.require("merges").elements()) {
      text.append(String.join(" ", Goldens.strings(merge))).append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  @Test
  void vocabularyAndMergesAreEnoughForGpt2AndQwen2() throws IOException {
    for (String family : List.of("gpt2", "qwen2")) {
      JsonField golden = Goldens.read("folder-" + family + ".json");
      JsonField model = golden.require("tokenizer").require("model");
      int size = model.require("vocab").object().members().size();
      String config =
          "{\"tokenizer_class\": \"%sTokenizer\", \"added_tokens_decoder\": {\"%d\": {\"content\":"
              + " \"<|endoftext|>\", \"special\": true, \"normalized\": false}, \"%d\":"
              + " {\"content\": \"<|im_start|>\", \"special\": true, \"normalized\": false}}}";
      JsonValue settings =
          JsonValue.parse(family.equals("gpt2") ? "{}" : config.formatted("Qwen2", size, size + 1));
      assertSame(
          FolderGoldens.tokenizer(golden),
          TokenizerFiles.bytePair(model.require("vocab").value(), merges(model), settings));
    }
  }

  private static byte[] model(String name) throws IOException {
    JsonField models = Goldens.read("folder-pieces.json").require("models");
    return Base64.getDecoder().decode(models.require(name).require("model").asString());
  }

  @Test
  void marianTakesIdsFromTheVocabularyBesideTheModel() throws IOException {
    byte[] model = model("unigram");
    TextTokenizer pieces = TokenizerFiles.sentencePiece(model, JsonValue.nothing());
    int size = pieces.vocabulary().size();
    JsonObject.Builder vocab = JsonObject.builder();
    for (int id = 0; id < size; id++) {
      String piece = pieces.vocabulary().piece(id);
      if (!piece.equals("<s>")) {
        vocab.put(piece, size - 1 - id);
      }
    }
    vocab.put("<pad>", size).put(">>fra<<", size + 1);
    TextTokenizer marian = TokenizerFiles.marian(model, vocab.build(), JsonValue.nothing());
    for (String text : texts()) {
      int[] own = pieces.encode(text, SpecialTokens.AS_TEXT);
      int[] ids = Arrays.copyOf(marian.encode(TextInput.of(text)).ids(), own.length);
      int[] expected = Arrays.stream(own).map(id -> size - 1 - id).toArray();
      assertArrayEquals(expected, ids, text);
    }
    int end = vocab.build().get("</s>").orElseThrow().at("id").asInt(0, size);
    int[] ids = marian.encode(TextInput.of(">>fra<< the")).ids();
    assertEquals(size + 1, ids[0]);
    assertEquals(end, ids[ids.length - 1]);
  }

  @Test
  void theFiftyLanguagesOfMbartStandInFront() throws IOException {
    TextTokenizer mbart =
        TokenizerFiles.sentencePiece(
            model("unigram"),
            JsonValue.parse(
                "{\"tokenizer_class\": \"MBart50Tokenizer\", \"src_lang\": \"uk_UA\"}"));
    int[] ids = mbart.encode(TextInput.of("the wheel")).ids();
    assertEquals("uk_UA", mbart.vocabulary().piece(ids[0]));
    assertEquals("</s>", mbart.vocabulary().piece(ids[ids.length - 1]));
    int size = mbart.vocabulary().size();
    assertEquals("<mask>", mbart.vocabulary().piece(size - 1));
    assertEquals("sl_SI", mbart.vocabulary().piece(size - 2));
    assertEquals("ar_AR", mbart.vocabulary().piece(size - 53));
  }

  @Test
  void familiesShiftAndFrameTheirPieces() throws IOException {
    byte[] model = model("unigram");
    TextTokenizer plain = TokenizerFiles.sentencePiece(model, JsonValue.nothing());
    int[] own = plain.encode("the wheel", SpecialTokens.AS_TEXT);
    TextTokenizer xlm =
        TokenizerFiles.sentencePiece(
            model, JsonValue.parse("{\"tokenizer_class\": \"XLMRobertaTokenizer\"}"));
    int[] ids = xlm.encode(TextInput.of("the wheel")).ids();
    assertEquals(0, ids[0]);
    assertEquals(2, ids[ids.length - 1]);
    assertArrayEquals(
        Arrays.stream(own).map(id -> id + 1).toArray(), Arrays.copyOfRange(ids, 1, ids.length - 1));
    TextTokenizer t5 =
        TokenizerFiles.sentencePiece(
            model, JsonValue.parse("{\"tokenizer_class\": \"T5Tokenizer\", \"extra_ids\": 3}"));
    assertEquals(plain.vocabulary().size() + 2, t5.vocabulary().id("<extra_id_0>").getAsInt());
    assertEquals(own.length + 1, t5.encode(TextInput.of("the wheel")).size());
  }

  @Test
  void cutModelsAreRefused() throws IOException {
    byte[] model = model("unigram-bytes");
    for (int length = 0; length < 2_000; length += 3) {
      byte[] cut = Arrays.copyOf(model, length);
      try {
        TokenizerFiles.sentencePiece(cut, JsonValue.nothing()); // it may end between two pieces
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith("SentencePiece model"), e.getMessage());
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenizerFiles.sentencePiece(new byte[0], JsonValue.nothing()));
  }

  @Test
  void damagedModelsNeverLeadOutOfTheirArrays() throws IOException {
    byte[] model = model("unigram");
    Random random = new Random(5);
    int read = 0;
    for (int run = 0; run < 300; run++) {
      byte[] damaged = model.clone();
      for (int i = 0; i < 40; i++) {
        damaged[model.length / 2 + random.nextInt(model.length / 2)] = (byte) random.nextInt();
      }
      try {
        TextTokenizer tokenizer = TokenizerFiles.sentencePiece(damaged, JsonValue.nothing());
        tokenizer.decode(tokenizer.encode("\uFF21\uFB01 e\u0301 \u337F", SpecialTokens.AS_TEXT));
        read++;
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().contains(": "), e.getMessage());
      }
    }
    assertTrue(read > 0, "no damaged model was read");
  }
}
