package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonField;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.TextInput;
import io.millrace.tokenizer.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders whose special tokens stand in {@code special_tokens_map.json}, against transformers. */
class SpecialTokensTest {

  private static final Path GOLDENS = Golden.FOLDER.resolve("special");

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-map",
        "bert-conflict",
        "bert-listed",
        "bert-added",
        "roberta",
        "llama",
        "whole"
      })
  void idsAreThoseOfTransformers(String name) throws IOException {
    TextTokenizer tokenizer = FolderTokenizer.of(GOLDENS.resolve(name)).loadPlain();
    JsonField golden = JsonFile.read(GOLDENS.resolve(name + ".json")).at("");
    for (JsonField each : golden.require("cases").elements()) {
      String text = each.require("text").asString();
      int[] expected =
          each.require("ids").elements().stream().mapToInt(id -> id.asInt(0, 9999)).toArray();
      int[] actual = tokenizer.encode(TextInput.of(text).with(SpecialTokens.PARSE)).ids();
      assertArrayEquals(expected, actual, text);
    }
    if (!name.startsWith("bert")) { // which has no such tokens
      assertEquals(OptionalInt.of(golden.require("bos").asInt(0, 9999)), tokenizer.bos());
      assertEquals(OptionalInt.of(golden.require("eos").asInt(0, 9999)), tokenizer.eos());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "special_tokens_map.json | [1] | m/special_tokens_map.json: found an array, expected an"
            + " object",
        "special_tokens_map.json | {\"cls_token\": 3} | m/special_tokens_map.json: cls_token: found"
            + " the number 3, expected an object",
        "special_tokens_map.json | {\"cls_token\": \"<none>\"} | m/vocab.txt: vocabulary: found no"
            + " \"<none>\", expected it for its purpose; name the token that has it in"
            + " tokenizer_config.json",
        "added_tokens.json | {\"<x>\": -1} | m/added_tokens.json: <x>: found the number -1,"
            + " expected an integer from 0 to 999999999",
        "added_tokens.json | {\"<x>\": 999999999} | m/vocab.txt: added_tokens[0]: token id is"
            + " 999999999, expected 0 to ",
      })
  void saysWhatIsWrong(String file, String content, String message) throws IOException {
    Path folder = FolderFiles.copy(GOLDENS.resolve("bert-added"), temporary.resolve("m"));
    Files.writeString(folder.resolve(file), content);
    String found =
        assertThrows(FormatException.class, () -> ModelLoader.loadTokenizer(folder)).getMessage();
    assertEquals(message, found.substring(0, Math.min(found.length(), message.length())));
  }

  @Test
  void theMapAloneIsEnough() throws IOException {
    Path folder = FolderFiles.copy(GOLDENS.resolve("whole"), temporary.resolve("m"));
    Files.delete(folder.resolve("tokenizer_config.json"));
    assertEquals(OptionalInt.of(1), ModelLoader.loadTokenizer(folder).eos());
  }
}
