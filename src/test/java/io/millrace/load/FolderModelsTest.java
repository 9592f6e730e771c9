package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.format.GgufTensor;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonField;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.load.FolderFiles.Stored;
import io.millrace.model.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The folders of tiny models against the numbers of PyTorch: as {@code transformers} wrote them,
 * or, where only their config and the names of their tensors are kept, with the weights of the GGUF
 * file put back into that layout.
 */
class FolderModelsTest {

  private static final double LARGEST_ERROR = 2e-3;

  @TempDir private Path temporary;

  static Stream<String> models() throws IOException {
    try (Stream<Path> folders = Files.list(FolderFiles.GOLDEN)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  private Path folder(String name) throws IOException {
    Path kept = FolderFiles.GOLDEN.resolve(name);
    return Files.exists(kept.resolve("names.json")) ? withWeightsOfGguf(kept) : kept;
  }

  @ParameterizedTest
  @MethodSource("models")
  void logProbabilitiesAreThoseOfPyTorch(String name) throws IOException {
    Path folder = folder(name);
    for (Golden golden : Golden.read(name + ".json").objects("sequences")) {
      int[] ids = golden.ids("ids");
      double[] expected = golden.numbers("logprobs");
      boolean isShort = golden.has("ropeFactors") && golden.text("ropeFactors").equals("short");
      int limit = isShort ? 64 : ModelLoader.NO_LIMIT;
      try (Kernels kernels = KernelChoice.open("reference", 1);
          LoadedModel model = ModelLoader.load(folder, kernels, limit);
          NetworkRunner runner = new NetworkRunner(model.network(), kernels, ids.length)) {
        float[][] logits = new float[ids.length][];
        runner.logits(runner.whole(ids), (row, values) -> logits[row] = values);
        for (int i = 0; i < expected.length; i++) {
          double actual = logits[i][ids[i + 1]] - NetworkRunner.logSum(logits[i]);
          assertEquals(expected[i], actual, LARGEST_ERROR, "position " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void factsAreThoseOfTheGgufFile(String name) throws IOException {
    ModelFacts file = ModelLoader.inspect(Golden.FOLDER.resolve(name + ".gguf"));
    ModelFacts facts = ModelLoader.inspect(folder(name));
    assertEquals(file.architecture(), facts.architecture());
    assertEquals(file.network(), facts.network());
    assertEquals(file.weightBytes(), facts.weightBytes());
    assertTrue(facts.obstacles().isEmpty(), facts.obstacles().toString());
  }

  /** A folder of a kept config, any tokenizer of 288 tokens, and weights made from a GGUF file. */
  private Path withWeightsOfGguf(Path kept) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(kept.getFileName()));
    Files.copy(kept.resolve("config.json"), folder.resolve("config.json"));
    Files.copy(
        FolderFiles.GOLDEN.resolve("qwen2").resolve("tokenizer.json"),
        folder.resolve("tokenizer.json"));
    JsonField config = JsonFile.read(folder.resolve("config.json")).at("");
    FolderFamily family = FolderFamilies.of(config);
    Map<String, Stored> tensors = new TreeMap<>();
    try (GgufFile file = GgufReader.open(Golden.FOLDER.resolve(kept.getFileName() + ".gguf"))) {
      for (GgufTensor tensor : file.tensors()) {
        if (!tensor.name().startsWith("rope_f")) {
          String name = family.names().find("model.", tensor.name()).orElseThrow();
          tensors.put(name, stored(file, tensor, family, config));
        }
      }
    }
    assertNames(kept.resolve("names.json"), tensors);
    FolderFiles.write(folder.resolve("model.safetensors"), tensors);
    return folder;
  }

  private static void assertNames(Path names, Map<String, Stored> tensors) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    JsonFile.read(names).at("").members().stream()
        .forEach(field -> expected.put(field.path(), field.value().toJson()));
    Map<String, String> actual = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> actual.put(name, Arrays.toString(tensor.shape()).replace(" ", "")));
    assertEquals(expected, actual);
  }

  private static Stored stored(
      GgufFile file, GgufTensor tensor, FolderFamily family, JsonField config) throws IOException {
    int rowBytes = (int) tensor.rowBytes();
    int m = (int) tensor.rows();
    ByteBuffer bytes = ByteBuffer.allocate(m * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.rows(tensor).read(0, m, bytes);
    if (family.form() == FolderFamily.Form.NORMS_LESS_ONE
        && tensor.name().endsWith("_norm.weight")) {
      for (int i = 0; i < bytes.capacity(); i += Float.BYTES) {
        bytes.putFloat(i, bytes.getFloat(i) - 1);
      }
    }
    byte[] ordered = bytes.array();
    if (family.architecture().equals("llama") && tensor.name().matches(".*attn_[qk].weight")) {
      String member = tensor.name().contains("_q") ? "num_attention_heads" : "num_key_value_heads";
      int e = m / config.require(member).asInt(1, m);
      Rows rows = Rows.all(m).separated(e, e / 2);
      for (int i = 0; i < m; i++) {
        ordered = ordered == bytes.array() ? ordered.clone() : ordered;
        System.arraycopy(bytes.array(), rows.stored(i) * rowBytes, ordered, i * rowBytes, rowBytes);
      }
    }
    long[] shape = new long[tensor.shape().rank()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = tensor.shape().extent(axis);
    }
    return new Stored("F32", shape, ordered);
  }
}
