package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.format.SafetensorsFile;
import io.millrace.format.SafetensorsReader;
import io.millrace.format.SafetensorsTensor;
import io.millrace.load.FolderFiles.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same model as other writers would put it into a folder. */
class FolderVariantsTest {

  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";

  @TempDir private Path temporary;

  private Path copy(String name) throws IOException {
    return FolderFiles.copy(FolderFiles.GOLDEN.resolve(name), temporary.resolve(name));
  }

  private static Map<String, Stored> tensors(Path weights) throws IOException {
    Map<String, Stored> tensors = new TreeMap<>();
    try (SafetensorsFile file = SafetensorsReader.open(weights)) {
      for (SafetensorsTensor tensor : file.tensors()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
        file.rows(tensor).read(0, (int) tensor.rows(), bytes);
        long[] shape = new long[tensor.shape().rank()];
        for (int axis = 0; axis < shape.length; axis++) {
          shape[axis] = tensor.shape().extent(axis);
        }
        tensors.put(tensor.name(), new Stored(tensor.type().name(), shape, bytes.array()));
      }
    }
    return tensors;
  }

  private static void rename(Path folder, UnaryOperator<String> name) throws IOException {
    Map<String, Stored> renamed = new TreeMap<>();
    tensors(folder.resolve(WEIGHTS)).forEach((old, tensor) -> renamed.put(name.apply(old), tensor));
    FolderFiles.write(folder.resolve(WEIGHTS), renamed);
  }

  /** Base networks are saved without the name of what they are part of. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-rope-llama3", "gpt2", "gemma3-rope-linear"})
  void namesWithoutAPrefix(String name) throws IOException {
    Path folder = copy(name);
    float[][] expected = ModelRun.logits(folder);
    rename(folder, old -> old.replaceFirst("^(model|transformer)\\.", ""));
    assertArrayEquals(expected, ModelRun.logits(folder));
  }

  /** The masks of old GPT-2 files are tensors that nothing asks for, of a type that none has. */
  @Test
  void masksAmongTheTensors() throws IOException {
    Path folder = copy("gpt2");
    float[][] expected = ModelRun.logits(folder);
    Map<String, Stored> tensors = tensors(folder.resolve(WEIGHTS));
    tensors.put(
        "transformer.h.0.attn.bias", new Stored("BOOL", new long[] {1, 1, 4, 4}, new byte[16]));
    FolderFiles.write(folder.resolve(WEIGHTS), tensors);
    assertArrayEquals(expected, ModelRun.logits(folder));
  }

  /** A head beside tied embeddings is not used; one that differs is, if they are not tied. */
  @Test
  void headsBesideEmbeddings() throws IOException {
    Path folder = copy("llama-rope-llama3");
    float[][] expected = ModelRun.logits(folder);
    Map<String, Stored> tensors = tensors(folder.resolve(WEIGHTS));
    Stored embedding = tensors.get("model.embed_tokens.weight");
    byte[] zeros = new byte[embedding.bytes().length];
    tensors.put("lm_head.weight", new Stored("F32", embedding.shape(), zeros));
    FolderFiles.write(folder.resolve(WEIGHTS), tensors);
    assertArrayEquals(expected, ModelRun.logits(folder));
    Path config = folder.resolve(CONFIG);
    FolderFiles.replace(config, "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false");
    assertArrayEquals(new float[288], ModelRun.logits(folder)[3]);
    FolderFiles.replace(config, "\"tie_word_embeddings\": false", "\"other\": false");
    assertArrayEquals(new float[288], ModelRun.logits(folder)[3]);
  }

  private interface Narrow {
    short of(float value);
  }

  private static short bf16(float value) {
    return (short) (Float.floatToRawIntBits(value) >>> 16);
  }

  /** Values of the weights here are normal in binary16; the low bits are cut off. */
  private static short f16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int exponent = ((bits >> 23) & 0xff) - 112;
    int sign = (bits >> 16) & 0x8000;
    return (short) (exponent < 1 ? sign : sign | (exponent << 10) | ((bits >> 13) & 0x3ff));
  }

  private static float fromF16(short half) {
    int exponent = (half >> 10) & 0x1f;
    int sign = (half & 0x8000) << 16;
    int bits = exponent == 0 ? sign : sign | ((exponent + 112) << 23) | ((half & 0x3ff) << 13);
    return Float.intBitsToFloat(bits);
  }

  private static Stored narrowed(Stored stored, String type, Narrow narrow) {
    ByteBuffer from = ByteBuffer.wrap(stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(stored.bytes().length / 2).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      to.putShort(narrow.of(from.getFloat()));
    }
    return new Stored(type, stored.shape(), to.array());
  }

  private static Stored widened(Stored stored) {
    ByteBuffer from = ByteBuffer.wrap(stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(stored.bytes().length * 2).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      short half = from.getShort();
      to.putFloat(stored.type().equals("F16") ? fromF16(half) : Float.intBitsToFloat(half << 16));
    }
    return new Stored("F32", stored.shape(), to.array());
  }

  /** Half the width, then the same values in full width: nothing else may differ. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-rope-llama3", "gpt2", "gemma3-rope-linear", "qwen2"})
  void halfWidth(String name) throws IOException {
    Path folder = copy(name);
    Map<String, Stored> whole = tensors(folder.resolve(WEIGHTS));
    for (String type : new String[] {"F16", "BF16"}) {
      Narrow narrow = type.equals("F16") ? FolderVariantsTest::f16 : FolderVariantsTest::bf16;
      Map<String, Stored> half = new TreeMap<>(whole);
      half.replaceAll((tensor, stored) -> narrowed(stored, type, narrow));
      FolderFiles.write(folder.resolve(WEIGHTS), half);
      float[][] actual = ModelRun.logits(folder);
      half.replaceAll((tensor, stored) -> widened(stored));
      FolderFiles.write(folder.resolve(WEIGHTS), half);
      float[][] expected = ModelRun.logits(folder);
      for (int row = 0; row < expected.length; row++) {
        assertArrayEquals(expected[row], actual[row], 1e-5f, type + " row " + row);
      }
    }
  }

  /** Before version 5 of {@code transformers}. */
  @Test
  void rotaryParametersOfOlderConfigs() throws IOException {
    Path llama = copy("llama-rope-llama3");
    float[][] expected = ModelRun.logits(llama);
    Path config = llama.resolve(CONFIG);
    FolderFiles.replace(config, "\"rope_theta\": 10000.0,", "");
    FolderFiles.replace(config, "rope_parameters", "rope_scaling");
    FolderFiles.replace(config, "\"use_cache\"", "\"rope_theta\": 10000.0, \"use_cache\"");
    assertArrayEquals(expected, ModelRun.logits(llama));

    Path gemma = copy("gemma3-rope-linear");
    float[][] scaled = ModelRun.logits(gemma);
    config = gemma.resolve(CONFIG);
    FolderFiles.replace(config, "rope_parameters", "unused");
    FolderFiles.replace(
        config,
        "\"use_cache\"",
        "\"rope_theta\": 1000000.0, \"rope_local_base_freq\": 5000.0, \"rope_scaling\":"
            + " {\"type\": \"linear\", \"factor\": 8.0}, \"use_cache\"");
    assertArrayEquals(scaled, ModelRun.logits(gemma));
    FolderFiles.replace(config, "layer_types", "unused_types");
    FolderFiles.replace(config, "_sliding_window_pattern", "sliding_window_pattern");
    assertArrayEquals(scaled, ModelRun.logits(gemma));
  }

  /** Gemma 3 with a part for images: its text part lies deeper, in the config and in the names. */
  @ParameterizedTest
  @ValueSource(strings = {"language_model.model.", "model.language_model."})
  void textPartOfALargerModel(String prefix) throws IOException {
    Path folder = copy("gemma3-rope-linear");
    float[][] expected = ModelRun.logits(folder);
    rename(folder, old -> prefix + old.replaceFirst("^model\\.", ""));
    Path config = folder.resolve(CONFIG);
    String text = Files.readString(config);
    Files.writeString(
        config,
        "{\"model_type\": \"gemma3\", \"architectures\": [\"Gemma3ForConditionalGeneration\"],"
            + " \"text_config\": "
            + text
            + "}");
    assertArrayEquals(expected, ModelRun.logits(folder));
    assertEquals("gemma3", ModelLoader.inspect(folder).architecture());
  }
}
