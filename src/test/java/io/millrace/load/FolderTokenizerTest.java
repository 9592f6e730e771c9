package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers, end tokens and templates of folders. */
class FolderTokenizerTest {

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "the other and the end",
          "There's 123 of   them,\n\nin re12 and\tthe 'S",
          "ÄÖ straße 中文 🙂 e\u0301",
          "<|im_start|>the<|im_end|><eos></s> the");

  @TempDir private Path temporary;

  private Path copy(String name) throws IOException {
    return FolderFiles.copy(FolderFiles.GOLDEN.resolve(name), temporary.resolve("m"));
  }

  /** Both hold the same vocabulary, so that ids must be the same. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-rope-llama3", "qwen2", "gpt2", "gemma3-rope-linear", "phi3"})
  void idsAreThoseOfTheGgufFile(String name) throws IOException {
    Tokenizer file = ModelLoader.loadTokenizer(Golden.FOLDER.resolve(name + ".gguf"));
    Tokenizer folder = ModelLoader.loadTokenizer(FolderFiles.GOLDEN.resolve(name));
    for (String text : TEXTS) {
      for (SpecialTokens special : SpecialTokens.values()) {
        int[] ids = file.encode(text, special);
        assertArrayEquals(ids, folder.encode(text, special), text);
        assertEquals(file.decode(ids), folder.decode(ids));
      }
    }
    assertEquals(288, folder.vocabulary().size());
    assertEquals(file.eos(), folder.eos());
    assertEquals(file.addBos() ? file.bos() : folder.bos(), folder.bos());
    assertEquals(file.addBos(), folder.addBos());
    assertEquals(file.addEos(), folder.addEos());
  }

  @Test
  void endTokensOfEveryFile() throws IOException {
    Path folder = copy("gemma3-rope-linear"); // names 1 and 0; 5 is known by its spelling
    assertEquals(Set.of(0, 1, 5), ModelLoader.loadTokenizer(folder).endOfGeneration());
    Path generation = folder.resolve("generation_config.json");
    Files.writeString(generation, "{\"eos_token_id\": [42, 50256]}"); // the last is beyond it
    assertEquals(Set.of(42, 1, 5), ModelLoader.loadTokenizer(folder).endOfGeneration());
    Files.delete(generation);
    assertEquals(Set.of(1, 5), ModelLoader.loadTokenizer(folder).endOfGeneration());
    FolderFiles.replace(
        folder.resolve("config.json"), "\"eos_token_id\": null", "\"eos_token_id\": [7, 8]");
    assertEquals(Set.of(7, 8, 1, 5), ModelLoader.loadTokenizer(folder).endOfGeneration());
  }

  /** As that of Gemma 3, whose tokenizer knows a token for images that text models lack. */
  @Test
  void tokensBeyondTheEmbeddingAreLeftOut() throws IOException {
    Path folder = copy("qwen2");
    FolderFiles.replace(
        folder.resolve("tokenizer.json"),
        "\"added_tokens\": [",
        "\"added_tokens\": [{\"id\": 288, \"content\": \"<image>\", \"special\": true},");
    FolderFiles.replace(
        folder.resolve("tokenizer.json"), "\"vocab\": {", "\"vocab\": {\"<image>\": 288,");
    Tokenizer tokenizer = ModelLoader.loadTokenizer(folder);
    assertEquals(288, tokenizer.vocabulary().size());
    int[] text = tokenizer.encode("<image>", SpecialTokens.PARSE);
    assertTrue(text.length > 1 && Arrays.stream(text).allMatch(id -> id < 288));
    assertEquals("<image>", tokenizer.decode(text));
  }

  /** Without settings, what stands before every text is known to begin it. */
  @Test
  void textsBeginAsTheFileSays() throws IOException {
    Path folder = copy("llama-rope-llama3");
    Path settings = folder.resolve("tokenizer_config.json");
    Files.delete(settings);
    Tokenizer tokenizer = ModelLoader.loadTokenizer(folder);
    assertEquals(OptionalInt.of(285), tokenizer.bos());
    assertTrue(tokenizer.addBos());
    assertFalse(tokenizer.addEos());
    Files.writeString(settings, "{\"bos_token\": \"<|eot_id|>\"}");
    assertEquals(OptionalInt.of(287), ModelLoader.loadTokenizer(folder).bos());
    assertFalse(ModelLoader.loadTokenizer(folder).addBos());
    Files.writeString(settings, "{\"bos_token\": \"<|eot_id|>\", \"add_bos_token\": true}");
    assertTrue(ModelLoader.loadTokenizer(folder).addBos());
  }

  /** Embeddings are padded to a round number of rows. */
  @ParameterizedTest
  @ValueSource(strings = {"\"vocab_size\": 400", "\"other\": 1"})
  void embeddingsBeyondTheTokens(String member) throws IOException {
    Path folder = copy("qwen2");
    FolderFiles.replace(folder.resolve("config.json"), "\"vocab_size\": 288", member);
    assertEquals(288, ModelLoader.loadTokenizer(folder).vocabulary().size());
  }

  @Test
  void templates() throws IOException {
    Path folder = copy("qwen2");
    String template = Files.readString(folder.resolve("chat_template.jinja"));
    assertTrue(template.startsWith("{% for m in messages %}"), template);
    assertEquals(Optional.of(template), new FolderTemplate(folder).read());
    Files.delete(folder.resolve("chat_template.jinja"));
    assertEquals(Optional.empty(), new FolderTemplate(folder).read());
    Path config = folder.resolve("tokenizer_config.json");
    Files.writeString(config, "{\"chat_template\": \"{{ 1 }}\"}");
    assertEquals(Optional.of("{{ 1 }}"), new FolderTemplate(folder).read());
    Files.writeString(
        config,
        "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"r\"},"
            + " {\"name\": \"default\", \"template\": \"d\"}]}");
    assertEquals(Optional.of("d"), new FolderTemplate(folder).read());
    Files.delete(config);
    assertEquals(Optional.empty(), new FolderTemplate(folder).read());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tokenizer.json | \"type\": \"BPE\" | \"type\": \"Bag\" | m/tokenizer.json: model.type: found"
            + " the string \"Bag\", expected one of BPE, Unigram, WordPiece",
        "tokenizer.json | \"merges\" | \"other\" | m/tokenizer.json: model.merges: found nothing,"
            + " expected a value",
        "tokenizer.json | \"Split\" | \"Slit\" | m/tokenizer.json:"
            + " pre_tokenizer.pretokenizers[0].type: found the string \"Slit\", expected one of ",
        "tokenizer.json | (?!\\\\S) | (?!\\\\S | m/tokenizer.json:"
            + " pre_tokenizer.pretokenizers[0].pattern.Regex: ",
        "tokenizer_config.json | \"eos_token\": | \"eos_token\": 3, \"x\": | m/tokenizer.json:"
            + " tokenizer_config.json.eos_token: found the number 3, expected an object",
        "generation_config.json | 287 | -1 | m/generation_config.json: eos_token_id[0]: found the"
            + " number -1, expected an integer from 0 to 2147483647",
        "generation_config.json | { | [ | m/generation_config.json: line 2, column 17: Unexpected"
            + " character",
      })
  void saysWhatIsWrong(String file, String from, String to, String message) throws IOException {
    Path folder = copy("qwen2");
    FolderFiles.replace(folder.resolve(file), from, to);
    FormatException thrown =
        assertThrows(FormatException.class, () -> ModelLoader.loadTokenizer(folder));
    assertTrue(thrown.getMessage().startsWith(message), thrown.getMessage());
  }
}
