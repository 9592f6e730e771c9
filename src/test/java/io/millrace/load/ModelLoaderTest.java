package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.format.GgufWriter;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLoaderTest {

  @TempDir private Path folder;

  private final Kernels kernels = KernelChoice.open("reference", 1);

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(Golden.FOLDER.resolve(name + ".gguf"));
  }

  /** Overwrites the first occurrence of a text by another of the same length. */
  private static byte[] replaced(byte[] file, String from, String to) {
    assertEquals(from.length(), to.length());
    String latin = new String(file, StandardCharsets.ISO_8859_1);
    int at = latin.indexOf(from);
    assertTrue(at >= 0, from);
    byte[] changed = file.clone();
    System.arraycopy(to.getBytes(StandardCharsets.ISO_8859_1), 0, changed, at, to.length());
    return changed;
  }

  private FormatException refused(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("model.gguf"), file);
    return assertThrows(FormatException.class, () -> ModelLoader.load(path, kernels));
  }

  @Test
  void namesAnUnsupportedArchitectureAndListsTheOthers() throws IOException {
    byte[] file = replaced(bytes("llama-tied"), "llama", "bloom");
    assertEquals(
        "model.gguf: architecture is bloom, expected one of [llama, qwen2, qwen3, gemma2, gemma3,"
            + " gpt2, phi3, bart, mbart, marian, t5]; this one is not supported",
        refused(file).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blk.1.ffn_up.weight | blk.1.ffn_uq.weight"
            + " | model.gguf: tensor blk.1.ffn_up.weight is missing, expected [76, 48]",
        "token_embd.weight | token_embe.weight"
            + " | model.gguf: tensor token_embd.weight is missing, expected [rows, 48]",
        "llama.embedding_length | llama.embedding_lengti"
            + " | model.gguf: metadata key llama.embedding_length is missing, expected a whole"
            + " number from 1 to 1048576",
        "tokenizer.ggml.model | tokenizer.ggml.modem"
            + " | model.gguf: metadata: key tokenizer.ggml.model is missing, expected a string;"
            + " convert the model anew",
      })
  void saysWhatIsMissing(String name, String other, String message) throws IOException {
    assertEquals(message, refused(replaced(bytes("llama-tied"), name, other)).getMessage());
  }

  /** Overwrites the u32 that follows a key. */
  private static byte[] withInteger(byte[] file, String key, int value) {
    String latin = new String(file, StandardCharsets.ISO_8859_1);
    int at = latin.indexOf(key) + key.length() + 4;
    byte[] changed = file.clone();
    for (int i = 0; i < 4; i++) {
      changed[at + i] = (byte) (value >> (8 * i));
    }
    return changed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama.feed_forward_length | 77 | model.gguf: tensor blk.0.ffn_gate.weight is F32 [76, 48],"
            + " expected [77, 48] as the metadata says",
        "llama.embedding_length | 1048576 | model.gguf: tensor token_embd.weight is F32 [288, 48],"
            + " expected [288, 1048576] as the metadata says",
        "llama.block_count | 4096"
            + " | model.gguf: tensor blk.2.attn_norm.weight is missing, expected [48]",
        "llama.block_count | 2147483647"
            + " | model.gguf: metadata key llama.block_count is 2147483647, expected 1 to 4096",
        "llama.attention.head_count | 5"
            + " | model.gguf: metadata key llama.attention.head_count_kv is 2, expected a divisor of"
            + " 5",
        "llama.context_length | 0"
            + " | model.gguf: metadata key llama.context_length is 0, expected 1 to 1073741824"
      })
  void saysWhatIsAbsurd(String key, int value, String message) throws IOException {
    assertEquals(message, refused(withInteger(bytes("llama-tied"), key, value)).getMessage());
  }

  @Test
  void inspectsWithoutPacking() throws IOException {
    ModelFacts facts = ModelLoader.inspect(Golden.FOLDER.resolve("gemma3.gguf"));
    assertEquals("Tiny gemma3", facts.name());
    assertEquals("gemma3", facts.architecture());
    assertEquals(7, facts.network().orElseThrow().layers().size());
    assertEquals(288, facts.network().orElseThrow().vocabulary());
    assertEquals(DataType.F32, facts.cacheBytes().keySet().iterator().next());
    assertEquals(7L * 2 * 12 * 4, facts.cacheBytes().get(DataType.F32));
    assertEquals(7L * 2 * 12 * 2, facts.cacheBytes().get(DataType.BF16));
    assertEquals(7L * 2 * (12 + 2), facts.cacheBytes().get(DataType.Q8_0));
    assertEquals("llama, default", facts.tokenizer());
    assertEquals(facts.parameters() * 4, facts.types().get(DataType.F32).bytes());
    assertTrue(facts.obstacles().isEmpty(), facts.obstacles().toString());
  }

  /** Writes a file anew, with other tensors or none. */
  private Path rewritten(String name, UnaryOperator<GgufWriter> tensors) throws IOException {
    Path path = folder.resolve(name + ".gguf");
    GgufWriter writer = new GgufWriter();
    try (GgufFile file = GgufReader.open(Golden.FOLDER.resolve(name + ".gguf"))) {
      file.metadata().entries().forEach(entry -> writer.put(entry.key(), entry.value()));
      tensors.apply(writer).write(path);
    }
    return path;
  }

  @Test
  void inspectsAVocabularyWithoutTensors() throws IOException {
    Path path = rewritten("llama-untied", writer -> writer);
    ModelFacts facts = ModelLoader.inspect(path);
    assertEquals("gpt2, smollm", facts.tokenizer());
    assertEquals(List.of("the file holds a vocabulary and no tensors"), facts.obstacles());
    try (GgufFile file = GgufReader.open(path)) {
      assertEquals(288, TokenizerLoader.load(file).vocabulary().size());
    }
  }

  @Test
  void namesTypesThatCannotBeComputedWith() throws IOException {
    Path path =
        rewritten(
            "llama-tied",
            writer ->
                writer.add(
                    "token_embd.weight",
                    DataType.NVFP4,
                    Shape.of(288, 64),
                    (first, count, into) -> into.put(new byte[count * 36])));
    List<String> obstacles = ModelLoader.inspect(path).obstacles();
    assertTrue(
        obstacles.get(0).startsWith("tensors of type NVFP4: 1, expected types of [F32, F16"));
    assertThrows(FormatException.class, () -> ModelLoader.load(path, kernels));
  }

  @Test
  void inspectsAFileThatCannotBeRun() throws IOException {
    byte[] file = replaced(bytes("llama-tied"), "blk.1.ffn_up.weight", "blk.1.ffn_uq.weight");
    Path path = Files.write(folder.resolve("broken.gguf"), file);
    ModelFacts facts = ModelLoader.inspect(path);
    assertEquals(1, facts.obstacles().size());
    assertEquals(
        "tensor blk.1.ffn_up.weight is missing, expected [76, 48]", facts.obstacles().get(0));
    assertTrue(facts.network().isEmpty());
  }

  /** A file with one byte changed loads or is refused in words, whichever byte it is. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "gemma3", "gpt2", "phi3-longrope"})
  void changedBytesAreRefusedInWords(String name) throws IOException {
    byte[] file = bytes(name);
    Random random = new Random(1);
    int header = new String(file, StandardCharsets.ISO_8859_1).lastIndexOf(".weight") + 60;
    int refused = 0;
    for (int run = 0; run < 200; run++) {
      byte[] changed = file.clone();
      changed[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
      Path path = Files.write(folder.resolve("changed.gguf"), changed);
      try (LoadedModel model = ModelLoader.load(path, kernels)) {
        assertTrue(model.network().shape().vocabulary() > 0);
      } catch (FormatException e) {
        assertTrue(e.getMessage().startsWith("changed.gguf: "), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 10, refused + " of 200 were refused");
  }
}
