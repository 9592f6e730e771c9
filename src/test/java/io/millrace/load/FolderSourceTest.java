package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that cannot be run: one clear sentence each. */
class FolderSourceTest {

  private static final String CONFIG = "config.json";

  @TempDir private Path temporary;

  private final Kernels kernels = KernelChoice.open("reference", 1);

  private Path copy(String name) throws IOException {
    return FolderFiles.copy(FolderFiles.GOLDEN.resolve(name), temporary.resolve("m"));
  }

  private String refusal(Path folder) {
    return assertThrows(FormatException.class, () -> ModelLoader.load(folder, kernels))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"model_type\": \"llama\" | \"model_type\": \"bloom\" | m/config.json: model_type: found"
            + " the string \"bloom\", expected one of llama, mistral, qwen2, qwen3, gemma2,",
        "\"model_type\" | \"type\" | m/config.json: model_type: found nothing, expected a value",
        "LlamaForCausalLM | LlamaForSequenceClassification | m/config.json: architectures[0]: found"
            + " the string \"LlamaForSequenceClassification\", expected LlamaForCausalLM",
        "\"hidden_act\": \"silu\" | \"hidden_act\": \"relu\" | m/config.json: hidden_act: found the"
            + " string \"relu\", expected silu",
        "\"use_cache\": true | \"quantization_config\": {} | m/config.json: quantization_config:"
            + " found an object, expected none; get the model's plain weights",
        "\"rope_type\": \"llama3\" | \"rope_type\": \"other\" | m/config.json:"
            + " rope_parameters.rope_type: found the string \"other\", expected default, linear,"
            + " dynamic, llama3, yarn or longrope",
        "\"low_freq_factor\" | \"low\" | m/config.json: rope_parameters.low_freq_factor: found"
            + " nothing, expected a value",
        "\"num_hidden_layers\" | \"layers\" | m: config.json: num_hidden_layers is missing,"
            + " expected a whole number from 1 to 4096",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | m: tensor"
            + " model.layers.2.input_layernorm.weight is missing, expected [32]",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": \"2\" | m: config.json:"
            + " num_hidden_layers: found the string \"2\", expected an integer from -2147483648 to"
            + " 2147483647",
        "\"intermediate_size\": 44 | \"intermediate_size\": 45 | m: tensor"
            + " model.layers.0.mlp.gate_proj.weight is F32 [44, 32], expected [45, 32] as the"
            + " metadata says",
        "\"hidden_size\": 32 | \"hidden_size\": 1048577 | m/config.json: hidden_size: found the"
            + " number 1048577, expected an integer from 1 to 1048576",
        "\"tie_word_embeddings\": true | \"tie_word_embeddings\": false | m: tensor lm_head.weight"
            + " is missing, expected it since tie_word_embeddings is false",
        "\"vocab_size\": 288 | \"vocab_size\": 0 | m/config.json: vocab_size: found the number 0,"
            + " expected an integer from 1 to 4194304",
        "{ | [ | m/config.json: line 2, column 18: Unexpected character",
      })
  void saysWhatIsWrongInTheConfig(String from, String to, String message) throws IOException {
    Path folder = copy("llama-rope-llama3");
    FolderFiles.replace(folder.resolve(CONFIG), from, to);
    String told = refusal(folder);
    assertTrue(told.startsWith(message), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "config.json | m: no config.json, expected a Hugging Face model folder or a .gguf file",
        "model.safetensors | m/model.safetensors: no such file and no model.safetensors.index.json"
            + " beside it, expected one of them; get the model in this form",
        "tokenizer.json | m/tokenizer.json: no such file, expected it beside config.json; download"
            + " it",
      })
  void saysWhichFileIsMissing(String file, String message) throws IOException {
    Path folder = copy("llama-rope-llama3");
    Files.delete(folder.resolve(file));
    assertEquals(message, refusal(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.layers.1.mlp.up_proj.weight | model.layers.1.mlp.uq_proj.weight"
            + " | m: tensor model.layers.1.mlp.up_proj.weight is missing, expected [44, 32]",
        "model.embed_tokens.weight | model.embed_tokenz.weight"
            + " | m: tensor model.embed_tokens.weight is missing, expected [rows, 32]",
      })
  void saysWhichTensorIsMissing(String name, String other, String message) throws IOException {
    Path folder = copy("llama-rope-llama3");
    Path weights = folder.resolve("model.safetensors");
    String latin = Files.readString(weights, StandardCharsets.ISO_8859_1);
    Files.writeString(weights, latin.replace(name, other), StandardCharsets.ISO_8859_1);
    assertEquals(message, refusal(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qwen2 | model.layers.1.self_attn.k_proj.bias | qwen2 has it",
        "gpt2 | transformer.h.0.mlp.c_fc.bias | gpt2 has it"
      })
  void saysWhichBiasIsMissing(String model, String name, String why) throws IOException {
    Path folder = copy(model);
    Path weights = folder.resolve("model.safetensors");
    String latin = Files.readString(weights, StandardCharsets.ISO_8859_1);
    String changed = latin.replace(name, name.replace("bias", "bia5"));
    Files.writeString(weights, changed, StandardCharsets.ISO_8859_1);
    assertEquals("m: tensor " + name + " is missing, expected it since " + why, refusal(folder));
  }

  @Test
  void refusesTensorsOfOtherTypes() throws IOException {
    Path folder = copy("llama-rope-llama3");
    Path weights = folder.resolve("model.safetensors");
    String latin = Files.readString(weights, StandardCharsets.ISO_8859_1);
    String changed = latin.replaceFirst("\"F32\"", "\"I32\"");
    Files.writeString(weights, changed, StandardCharsets.ISO_8859_1);
    String told = refusal(folder);
    assertTrue(
        told.matches("m: tensor \\S+ is I32, expected F32, F16 or BF16; get the .* weights"), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "qwen2 | \"full_attention\" | \"sliding_attention\" | m/config.json: layer_types[0]: found"
            + " the string \"sliding_attention\", expected full_attention; windows are not"
            + " supported here",
        "gemma3-rope-linear | \"use_bidirectional_attention\": false"
            + " | \"use_bidirectional_attention\": true | m/config.json:"
            + " use_bidirectional_attention: found true, expected false; anything else is not"
            + " supported",
        "gpt2 | \"scale_attn_by_inverse_layer_idx\": false"
            + " | \"scale_attn_by_inverse_layer_idx\": true | m/config.json:"
            + " scale_attn_by_inverse_layer_idx: found true, expected false; anything else is not"
            + " supported",
        "phi3 | \"sliding_window\": null | \"sliding_window\": -1 | m: config.json: sliding_window"
            + " is -1, expected 0 or more",
      })
  void saysWhatAFamilyCannot(String name, String from, String to, String message)
      throws IOException {
    Path folder = copy(name);
    FolderFiles.replace(folder.resolve(CONFIG), from, to);
    assertEquals(message, refusal(folder));
  }

  @Test
  void inspectsWithoutPacking() throws IOException {
    ModelFacts facts = ModelLoader.inspect(FolderFiles.GOLDEN.resolve("phi3"));
    assertEquals("phi3", facts.name());
    assertEquals(
        ModelLoader.inspect(Golden.FOLDER.resolve("phi3.gguf")).parameters(), facts.parameters());
    assertEquals(87_728 + 54_744, facts.fileBytes()); // both files
    assertTrue(facts.obstacles().isEmpty(), facts.obstacles().toString());
  }

  /** A config with some bytes changed loads or is refused in words, whatever they are. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-rope-llama3", "gemma3-rope-linear", "gpt2", "phi3"})
  void changedConfigsAreRefusedInWords(String name) throws IOException {
    Path folder = copy(name);
    Path config = folder.resolve(CONFIG);
    String whole = Files.readString(config);
    Random random = new Random(4);
    int refused = 0;
    for (int run = 0; run < 60; run++) {
      Files.writeString(config, changed(whole, random));
      try (LoadedModel model = ModelLoader.load(folder, kernels)) {
        assertTrue(model.network().shape().vocabulary() > 0);
      } catch (FormatException e) {
        assertTrue(e.getMessage().startsWith("m"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 12, refused + " of 60 were refused");
  }

  /** Puts another value, often an absurd one, in place of one of a member. */
  private static String changed(String whole, Random random) {
    String[] values = {"-1", "0", "3", "1e30", "2147483648", "null", "true", "\"x\"", "[]", "{}"};
    String[] lines = whole.split("\n");
    int line = random.nextInt(lines.length);
    String value = values[random.nextInt(values.length)];
    lines[line] = lines[line].replaceFirst(": [^,{\\[]+(,?)$", ": " + value + "$1");
    if (random.nextInt(4) == 0) {
      lines[random.nextInt(lines.length)] = "";
    }
    return String.join("\n", lines);
  }
}
