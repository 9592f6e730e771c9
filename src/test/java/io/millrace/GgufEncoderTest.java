package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.format.GgufEntry;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufNumber;
import io.millrace.format.GgufReader;
import io.millrace.format.GgufString;
import io.millrace.format.GgufTensor;
import io.millrace.format.GgufValue;
import io.millrace.format.GgufWriter;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders in GGUF files, as scripts/golden_gguf_encoders.py writes them. */
class GgufEncoderTest {

  private static final Path TINY = EncoderGoldens.FOLDER.resolve("gguf/bert.gguf");
  private static final Path MINILM = Path.of("target/encoders/minilm-f32.gguf");
  private static final String HOME = System.getenv("MILLRACE_HOME");
  private static final Path MINILM_FOLDER =
      (HOME == null ? Path.of(System.getProperty("user.home"), ".cache/millrace") : Path.of(HOME))
          .resolve("all-minilm-l6-v2");

  @TempDir Path folder;

  private static List<float[]> vectors(Path model, List<String> texts, ModelOptions options)
      throws IOException {
    try (TextEncoder encoder = TextEncoder.open(model.toString(), options)) {
      return encoder.encodeAll(texts).stream().map(Result::orThrow).toList();
    }
  }

  private static List<String> texts(List<JsonField> goldens) {
    return goldens.stream().map(golden -> golden.require("text").asString()).toList();
  }

  /** Writes the tiny file anew with another value for a key. */
  private Path changed(String key, GgufValue value) throws IOException {
    Path path = folder.resolve("changed.gguf");
    try (GgufFile file = GgufReader.open(TINY)) {
      GgufWriter writer = new GgufWriter();
      for (GgufEntry entry : file.metadata().entries()) {
        writer.put(entry.key(), entry.key().equals(key) ? value : entry.value());
      }
      for (GgufTensor tensor : file.tensors()) {
        writer.add(tensor.name(), tensor.type(), tensor.shape(), file.rows(tensor));
      }
      writer.write(path);
    }
    return path;
  }

  private String messageOf(String key, GgufValue value) throws IOException {
    Path path = changed(key, value);
    return assertThrows(IOException.class, () -> TextEncoder.open(path.toString())).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "nomic-bert"})
  void vectorsAreThoseOfPyTorch(String name) throws IOException {
    Path files = EncoderGoldens.FOLDER.resolve("gguf");
    List<JsonField> goldens =
        EncoderGoldens.read(files.resolve(name + ".json")).require("texts").elements();
    List<float[]> vectors =
        vectors(files.resolve(name + ".gguf"), texts(goldens), ModelOptions.defaults());
    for (int i = 0; i < goldens.size(); i++) {
      float[] expected = EncoderGoldens.vector(goldens.get(i).require("vector"));
      EncoderGoldens.assertClose(expected, vectors.get(i), 2e-6, "text " + i);
    }
  }

  @Test
  void theFileOfMiniLmGivesTheBitsOfItsFolder() throws IOException {
    boolean there = Files.exists(MINILM) && Files.exists(MINILM_FOLDER);
    if (!there) {
      System.out.println(
          "SKIPPED MiniLM as a GGUF file: "
              + MINILM
              + " or its folder is absent; run scripts/golden_gguf_encoders.py minilm");
    }
    assumeTrue(there, MINILM + " is absent");
    List<String> texts =
        texts(
            EncoderGoldens.read(EncoderGoldens.FOLDER.resolve("minilm.json"))
                .require("texts")
                .elements());
    EncodingOptions cut = EncodingOptions.defaults().withMaxTokens(256); // as the folder says
    try (TextEncoder file = TextEncoder.open(MINILM.toString());
        TextEncoder kept = TextEncoder.open(MINILM_FOLDER.toString())) {
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(kept.encode(texts.get(i)), file.encode(texts.get(i), cut), "text " + i);
      }
    }
  }

  @Test
  void poolsAsTheFileSays() throws IOException {
    List<String> text = List.of("river");
    ModelOptions options = ModelOptions.defaults();
    float[] mean = vectors(TINY, text, options).get(0);
    float[] cls = vectors(changed("bert.pooling_type", GgufNumber.u32(2)), text, options).get(0);
    float[] sep = vectors(changed("bert.pooling_type", GgufNumber.u32(3)), text, options).get(0);
    assertEquals(3, List.of(mean, cls, sep).stream().mapToDouble(v -> v[0]).distinct().count());
  }

  @Test
  void saysWhatItCannotUse() throws IOException {
    assertEquals(
        "changed.gguf: bert.pooling_type is 4, expected 1 (mean), 2 (cls) or 3 (last);"
            + " load the model's Hugging Face folder",
        messageOf("bert.pooling_type", GgufNumber.u32(4)));
    assertEquals(
        "changed.gguf: tokenizer: model is \"word2vec\", expected one of bert, gpt2, llama",
        messageOf("tokenizer.ggml.model", new GgufString("word2vec")));
    assertEquals(
        "changed.gguf: metadata key bert.attention.head_count is 5, expected a divisor of 32",
        messageOf("bert.attention.head_count", GgufNumber.u32(5)));
  }
}
