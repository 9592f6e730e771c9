package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonField;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders without a tokenizer.json. */
class VocabularyFilesTest {

  private static final Path GOLDENS = Golden.FOLDER.resolveSibling("tokenizer");
  private static final List<String> TEXTS =
      List.of("the other and the end", "There's 123 of   them,\n\nin re12 and\tthe 'S", "ÄÖ 中文 🙂");

  @TempDir private Path temporary;

  private Path copy(String name) throws IOException {
    Path folder = FolderFiles.copy(FolderFiles.GOLDEN.resolve(name), temporary.resolve("m"));
    Files.delete(folder.resolve("tokenizer.json"));
    return folder;
  }

  /** Puts the vocabulary and the merges of a folder's tokenizer.json into a copy without it. */
  private Path withMerges(String name) throws IOException {
    Path folder = copy(name);
    JsonField model =
        JsonFile.read(FolderFiles.GOLDEN.resolve(name).resolve("tokenizer.json"))
            .at("")
            .require("model");
    Files.write(folder.resolve("vocab.json"), model.require("vocab").object().toUtf8());
    StringBuilder merges = new StringBuilder("#version: 0.2\n");
    for (JsonField merge : model.require("merges").elements()) {
      List<JsonField> pair = merge.elements();
      merges.append(pair.get(0).asString()).append(' ').append(pair.get(1).asString()).append('\n');
    }
    Files.writeString(folder.resolve("merges.txt"), merges);
    return folder;
  }

  /** The settings that name no tokenizer of their own mean that of the family. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "qwen2"})
  void vocabularyAndMergesGiveTheSameIds(String name) throws IOException {
    Tokenizer whole = ModelLoader.loadTokenizer(FolderFiles.GOLDEN.resolve(name));
    Tokenizer parts = ModelLoader.loadTokenizer(withMerges(name));
    for (String text : TEXTS) {
      int[] ids = whole.encode(text, SpecialTokens.AS_TEXT);
      assertArrayEquals(ids, parts.encode(text, SpecialTokens.AS_TEXT), text);
      assertEquals(text, parts.decode(ids));
    }
    assertEquals(whole.eos(), parts.eos());
    assertEquals(whole.endOfGeneration(), parts.endOfGeneration());
    String chat = "<|endoftext|>the";
    assertArrayEquals(
        whole.encode(chat, SpecialTokens.PARSE), parts.encode(chat, SpecialTokens.PARSE));
  }

  private Path withPieces(String family) throws IOException {
    Path folder = copy(family);
    JsonField bytes = JsonFile.read(GOLDENS.resolve("folder-pieces.json")).at("").require("models");
    Files.write(
        folder.resolve("tokenizer.model"),
        Base64.getDecoder().decode(bytes.require("bpe-bytes").require("model").asString()));
    FolderFiles.replace(folder.resolve("config.json"), ": 288", ": 700");
    return folder;
  }

  @Test
  void piecesAreThoseOfTheFile() throws IOException {
    Path folder = withPieces("llama-rope-llama3");
    Files.delete(folder.resolve("tokenizer_config.json"));
    Tokenizer tokenizer = ModelLoader.loadTokenizer(folder);
    JsonField golden = JsonFile.read(GOLDENS.resolve("folder-pieces.json")).at("");
    List<JsonField> texts = golden.require("texts").elements();
    List<JsonField> ids = golden.require("models").require("bpe-bytes").require("ids").elements();
    for (int i = 0; i < texts.size(); i++) {
      int[] expected = ids.get(i).elements().stream().mapToInt(id -> id.asInt(0, 999)).toArray();
      String text = texts.get(i).asString();
      assertArrayEquals(expected, tokenizer.encode(text, SpecialTokens.AS_TEXT), text);
    }
    assertEquals(OptionalInt.of(1), tokenizer.bos()); // that of Llama, whose folder it is
    assertTrue(tokenizer.addBos());
    assertFalse(tokenizer.addEos());
  }

  private static String refusal(Path folder) {
    return assertThrows(FormatException.class, () -> ModelLoader.loadTokenizer(folder))
        .getMessage();
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path gemma = withPieces("gemma3-rope-linear");
    assertEquals(
        "m/tokenizer.model: vocabulary: found no \"<bos>\", expected it to be put around texts",
        refusal(gemma));
    Files.write(gemma.resolve("tokenizer.model"), new byte[] {1, 2, 3});
    assertTrue(refusal(gemma).startsWith("m/tokenizer.model: SentencePiece model"), refusal(gemma));
  }

  @Test
  void tokensListedBesideTheFileFollowItsOwn() throws IOException {
    Path folder = withPieces("phi3");
    int size = ModelLoader.loadTokenizer(folder).vocabulary().size();
    Files.writeString(folder.resolve("added_tokens.json"), "{\"<|user|>\": %d}".formatted(size));
    Tokenizer added = ModelLoader.loadTokenizer(folder);
    assertEquals(size + 1, added.vocabulary().size());
    int[] ids = added.encode("the<|user|>", SpecialTokens.PARSE);
    assertEquals(size, ids[ids.length - 1]);
    FolderFiles.replace(
        folder.resolve("tokenizer_config.json"),
        "{",
        "{\"added_tokens_decoder\": {\"%d\": {\"content\": \"<x>\"}}, ".formatted(size));
    assertEquals("<x>", ModelLoader.loadTokenizer(folder).vocabulary().piece(size));
  }

  @Test
  void brokenMergesAreRefused() throws IOException {
    Path folder = withMerges("gpt2");
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nno-space\n");
    assertEquals(
        "m/vocab.json: model.merges[0]: found the string \"no-space\", expected two pieces",
        refusal(folder));
    Files.writeString(folder.resolve("vocab.json"), "[]");
    assertEquals("m/vocab.json: vocab.json: found an array, expected an object", refusal(folder));
  }
}
