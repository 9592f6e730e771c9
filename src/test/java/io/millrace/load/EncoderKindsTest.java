package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder's model is for, and what is said of it. */
class EncoderKindsTest {

  private static final Path ENCODERS = Golden.FOLDER.resolve("encoders");

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void begin() {
    folder = temporary.resolve("model");
  }

  private void copy(String name) throws IOException {
    FolderFiles.copyTree(ENCODERS.resolve(name), folder);
  }

  private void load(ModelKind kind) throws IOException {
    load(kind, LoadOptions.defaults());
  }

  private void load(ModelKind kind, LoadOptions options) throws IOException {
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedEncoder loaded = EncoderLoader.load(folder, kernels, options, kind)) {
      assertTrue(loaded.network().shape().width() > 0);
    }
  }

  private void assertFails(String message, ModelKind kind) {
    FormatException error = assertThrows(FormatException.class, () -> load(kind));
    assertEquals(message, error.getMessage());
  }

  private void change(String file, String from, String to) throws IOException {
    FolderFiles.replace(folder.resolve(file), from, to);
  }

  @Test
  void aModelForSomethingElseSaysWhatOpensIt() throws IOException {
    copy("bert-labels");
    assertFails(
        "model: is a classifier, expected a text encoder; open it with Classifier",
        ModelKind.TEXT_ENCODER);
    assertFails(
        "model: is a classifier, expected a reranker; open it with Classifier", ModelKind.RERANKER);
    FormatException error =
        assertThrows(
            FormatException.class,
            () -> {
              try (Kernels kernels = KernelChoice.open("reference", 1)) {
                ModelLoader.load(folder, kernels).close();
              }
            });
    assertEquals(
        "model: is a classifier, expected a language model; open it with Classifier",
        error.getMessage());
    folder = FolderFiles.GOLDEN.resolve("qwen2");
    assertFails(
        "qwen2: is a language model, expected a text encoder; open it with LanguageModel",
        ModelKind.TEXT_ENCODER);
    folder = Golden.FOLDER.resolve("qwen2.gguf");
    assertFails(
        "qwen2.gguf: is a language model, expected a text encoder; open it with LanguageModel",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void aRerankerServesAsAClassifierOfOneLabel() throws IOException {
    copy("bert-regression");
    load(ModelKind.RERANKER);
    load(ModelKind.CLASSIFIER);
    assertEquals(ModelKind.RERANKER, ModelLoader.kind(folder));
  }

  @Test
  void weightsAreQuantizedOrRefused() throws IOException {
    LoadOptions options = LoadOptions.defaults().withWeights(DataType.Q8_0);
    copy("bert-multi");
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedEncoder loaded = EncoderLoader.load(folder, kernels, options, ModelKind.CLASSIFIER)) {
      assertEquals(DataType.F16, loaded.network().defaultCacheType());
    }
    folder = ENCODERS.resolve("bert-mean");
    FormatException error =
        assertThrows(FormatException.class, () -> load(ModelKind.TEXT_ENCODER, options));
    assertEquals(
        "bert-mean: weights have rows of 36 elements, expected a multiple of 32 for Q8_0; load them"
            + " as they are",
        error.getMessage());
  }

  @Test
  void factsSayWhatAnEncoderIsFor() throws IOException {
    ModelFacts facts = ModelLoader.inspect(ENCODERS.resolve("bert-every-pooling"));
    assertEquals("text encoder: vectors of 12, texts of at most 130 tokens", facts.purpose());
    assertEquals(3, facts.network().orElseThrow().layers().size());
    assertEquals(4L * 2 * 28, facts.cacheBytes().get(DataType.F32));
    assertTrue(facts.obstacles().isEmpty(), facts.obstacles().toString());
    assertEquals(
        "reranker, or classifier of 1 label: texts or pairs of at most 48 tokens",
        ModelLoader.inspect(ENCODERS.resolve("bert-pairs")).purpose());
    assertEquals(
        "classifier of tokens, 3 labels: texts of at most 78 tokens",
        ModelLoader.inspect(ENCODERS.resolve("roberta-tokens")).purpose());
  }

  @Test
  void factsNameWhatIsInTheWay() throws IOException {
    copy("bert-mean");
    change("config.json", "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"quick_gelu\"");
    assertEquals(
        "config.json: hidden_act is quick_gelu, expected gelu, gelu_new, relu or silu",
        ModelLoader.inspect(folder).obstacles().get(0));
    change("modules.json", "normalize.Normalize", "cnn.CNN");
    assertTrue(
        ModelLoader.inspect(folder).obstacles().get(0).startsWith("model/modules.json: [2].type"),
        ModelLoader.inspect(folder).obstacles().toString());
  }

  @Test
  void projectedEmbeddingsOfElectraAreRefused() throws IOException {
    copy("electra-mean");
    change("config.json", "\"embedding_size\": 32", "\"embedding_size\": 16");
    assertFails(
        "model/config.json: embedding_size: found the number 16, expected 32 as hidden_size says;"
            + " projected embeddings are not supported",
        ModelKind.TEXT_ENCODER);
    change("config.json", "\"embedding_size\": 16", "\"unknown_size\": 16");
    assertFails(
        "model/config.json: embedding_size: found the number 128, expected 32 as hidden_size says;"
            + " projected embeddings are not supported",
        ModelKind.TEXT_ENCODER);
  }
}
