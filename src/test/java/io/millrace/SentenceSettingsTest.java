package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of sentence-transformers say beside a model counts. */
class SentenceSettingsTest {

  private static final Path KEPT =
      TinyModels.path("gpt2").resolveSibling("encoders").resolve("bert-mean");
  private static final EncodingOptions DEFAULTS = EncodingOptions.defaults();

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(KEPT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(KEPT.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void vectorsHaveTheDimensionsThatTheFolderNames() throws IOException {
    Files.writeString(
        folder.resolve("config_sentence_transformers.json"), "{\"truncate_dim\": 10}");
    try (TextEncoder whole = TextEncoder.open(KEPT.toString());
        TextEncoder cut = TextEncoder.open(folder.toString())) {
      assertEquals(10, cut.dimensions());
      float[] vector = cut.encode("the lazy dog");
      assertArrayEquals(whole.encode("the lazy dog", DEFAULTS.withDimensions(10)), vector);
      assertEquals(4, cut.encode("the lazy dog", DEFAULTS.withDimensions(4)).length);
      RequestException error =
          assertThrows(RequestException.class, () -> cut.encode("a", DEFAULTS.withDimensions(11)));
      assertEquals("dimensions: is 11, expected 1 to 10", error.getMessage());
      assertTrue(cut.info().toString().contains("vectors of 10"), cut.info().toString());
    }
  }

  @Test
  void moreDimensionsThanThereAreLeaveAll() throws IOException {
    Files.writeString(
        folder.resolve("config_sentence_transformers.json"), "{\"truncate_dim\": 100}");
    try (TextEncoder encoder = TextEncoder.open(folder.toString())) {
      assertEquals(36, encoder.encode("the lazy dog").length);
    }
  }

  /** The tokens between which a text stands are not brought to lower case: they would be text. */
  @Test
  void lowerCaseLeavesControlTokens() throws IOException {
    Path tokenizer = folder.resolve("tokenizer.json");
    String cased =
        Files.readString(tokenizer).replaceFirst("\"lowercase\": ?true", "\"lowercase\":false");
    Files.writeString(tokenizer, cased);
    try (TextEncoder encoder = TextEncoder.open(folder.toString())) {
      assertTrue(encoder.encode("the DOG")[0] != encoder.encode("the dog")[0]);
    }
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"do_lower_case\": true}");
    try (TextEncoder kept = TextEncoder.open(KEPT.toString());
        TextEncoder lower = TextEncoder.open(folder.toString())) {
      float[] expected = kept.encode("the dog [SEP] sat");
      assertArrayEquals(expected, lower.encode("The DOG [SEP] sat"));
      assertTrue(expected[0] != kept.encode("the dog [sep] sat")[0]);
    }
  }
}
