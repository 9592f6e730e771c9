package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of encoder-decoders: what is read of them, and one clear sentence if they are bad. */
class SourceFoldersTest {

  private static final Path GOLDEN = Golden.FOLDER.resolve("seq2seq");

  @TempDir private Path temporary;

  private final Kernels kernels = KernelChoice.open("reference", 1);

  private Path copy(String name) throws IOException {
    return FolderFiles.copy(GOLDEN.resolve(name), temporary.resolve("m"));
  }

  private void assertRefused(Path folder, String message) {
    String told =
        assertThrows(FormatException.class, () -> ModelLoader.load(folder, kernels)).getMessage();
    assertTrue(told.startsWith(message), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bart | BartForConditionalGeneration | BartForSequenceClassification | m/config.json:"
            + " architectures[0]: found the string",
        "marian | MarianMTModel | MarianModel | m/config.json: architectures[0]: found the string"
            + " \"MarianModel\", expected MarianMTModel",
        "bart | \"model_type\": \"bart\" | \"model_type\": \"pegasus\" | m/config.json: model_type:"
            + " found the string \"pegasus\", expected one of",
        "bart | \"encoder_layers\": 2 | \"encoder_layers\": 3 | m: tensor"
            + " model.encoder.layers.2.self_attn",
        "bart | \"encoder_layers\": 2 | \"layers\": 2 | m: config.json: encoder_layers is missing,"
            + " expected a whole number from 1 to 4096",
        "bart | \"decoder_ffn_dim\": 28 | \"decoder_ffn_dim\": 30 | m: tensor"
            + " model.decoder.layers.0.fc1.weight is F32 [28, 24], expected [30, 24] as the"
            + " metadata says",
        "bart | \"encoder_attention_heads\": 2 | \"encoder_attention_heads\": 5 | m: tensor"
            + " model.encoder.layers.0.self_attn.q_proj.weight is F32 [24, 24], expected [20, 24]",
        "bart | \"max_position_embeddings\": 200 | \"max_position_embeddings\": 201 | m: tensor"
            + " model.encoder.embed_positions.weight is [202, 24], expected a row for each of 201"
            + " positions behind 2 others",
        "bart | \"activation_function\": \"gelu\" | \"activation_function\": \"mish\" | m:"
            + " config.json: activation_function is mish, expected relu, gelu, gelu_new or silu",
        "bart | \"use_cache\": true | \"normalize_before\": true | m/config.json: normalize_before:"
            + " found true, expected false; anything else is not supported",
        "bart | \"tie_word_embeddings\": true | \"tie_word_embeddings\": false | m: tensor"
            + " lm_head.weight is missing, expected it since tie_word_embeddings is false",
        "marian | \"max_position_embeddings\": 200 | \"max_position_embeddings\": 1000000000 |"
            + " m/config.json: max_position_embeddings: found the number 1000000000, expected",
        "t5 | \"feed_forward_proj\": \"relu\" | \"feed_forward_proj\": \"gated-gelu\" | m: tensor"
            + " encoder.block.0.layer.1.DenseReluDense.wi_0.weight is missing, expected it since"
            + " feed_forward_proj is gated-gelu",
        "t5 | \"d_kv\": 7 | \"d_kv\": 8 | m: tensor encoder.block.0.layer.0.SelfAttention.q.weight"
            + " is F32 [35, 24], expected [40, 24]",
        "t5 | \"relative_attention_num_buckets\": 16 | \"relative_attention_num_buckets\": 1 | m:"
            + " relative positions: 1 buckets, expected 4 or more",
        "t5 | \"num_decoder_layers\": 3 | \"num_decoder_layers\": 0 | m: config.json:"
            + " num_decoder_layers is 0, expected 1 to 4096",
      })
  void saysWhatIsWrongInTheConfig(String name, String from, String to, String message)
      throws IOException {
    Path folder = copy(name);
    FolderFiles.replace(folder.resolve("config.json"), from, to);
    assertRefused(folder, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"decoder_start_token_id\": 2 | \"decoder_start_token_id\": 5000 | m:"
            + " decoder_start_token_id is 5000, expected 0 to 330",
        "\"decoder_start_token_id\": 2 | \"num_beams\": \"many\" | m/generation_config.json:"
            + " num_beams: found the string \"many\", expected an integer",
        "\"decoder_start_token_id\": 2 | \"early_stopping\": 3 | m/generation_config.json:"
            + " early_stopping: found the number 3, expected true, false or \"never\"",
        "\"decoder_start_token_id\": 2 | \"bad_words_ids\": [[]] | m/generation_config.json:"
            + " bad_words_ids[0]: found an array, expected 1 token and more",
        "\"decoder_start_token_id\": 2 | \"encoder_no_repeat_ngram_size\": 3 |"
            + " m/generation_config.json: encoder_no_repeat_ngram_size: found the number 3,"
            + " expected 0; anything else is not supported, take it out",
        "\"decoder_start_token_id\": 2 | \"stop_strings\": [\"x\"] | m/generation_config.json:"
            + " stop_strings: found an array, expected none; it is not supported, take it out",
        "\"decoder_start_token_id\": 2 | \"do_sample\": true, \"num_beams\": 2 |"
            + " m/generation_config.json: num_beams: found the number 2, expected 1; anything else"
            + " is not supported, take it out",
      })
  void saysWhatIsWrongInTheDefaults(String from, String to, String message) throws IOException {
    Path folder = copy("bart");
    FolderFiles.replace(folder.resolve("generation_config.json"), from, to);
    assertRefused(folder, message);
  }

  /** As old folders of transformers were written, every setting at the value that does nothing. */
  @Test
  void settingsThatChangeNothingAreTaken() throws IOException {
    Path folder = copy("bart");
    FolderFiles.replace(
        folder.resolve("generation_config.json"),
        "\"decoder_start_token_id\": 2",
        "\"decoder_start_token_id\": 2, \"diversity_penalty\": 0.0, \"num_beam_groups\": 1,"
            + " \"begin_suppress_tokens\": null, \"forced_decoder_ids\": [], \"typical_p\": 0.4,"
            + " \"do_sample\": false, \"top_k\": 7, \"guidance_scale\": null,"
            + " \"renormalize_logits\": false, \"encoder_repetition_penalty\": 1.0");
    GenerationDefaults defaults = FolderGeneration.read(folder);
    assertEquals(FolderGeneration.read(GOLDEN.resolve("bart")), defaults);
    assertEquals(Optional.empty(), defaults.sampling());
  }

  @Test
  void endsAreThoseOfTheFilesAlone() throws IOException {
    Path folder = copy("bart");
    FolderFiles.replace(
        folder.resolve("generation_config.json"),
        "\"eos_token_id\": 2",
        "\"eos_token_id\": [71, 90]");
    assertEquals(Set.of(71, 90), FolderTokenizer.of(folder).load().endOfGeneration());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "marian | target.spm | m/target.spm: no such file, expected it beside source.spm; download"
            + " it",
        "marian | vocab.json | m/vocab.json: no such file, expected it beside source.spm; download"
            + " it",
        "t5-gated | spiece.model | m/tokenizer.json: no such file, expected it beside config.json",
        "bart | model.safetensors | m",
        "bart | config.json | m: no config.json, expected a Hugging Face model folder or a .gguf"
            + " file",
      })
  void saysWhichFileIsMissing(String name, String file, String message) throws IOException {
    Path folder = copy(name);
    Files.delete(folder.resolve(file));
    assertRefused(folder, message);
  }

  @Test
  void theDecoderMustHaveAStart() throws IOException {
    Path folder = copy("t5");
    Files.delete(folder.resolve("generation_config.json"));
    FolderFiles.replace(folder.resolve("config.json"), "decoder_start_token_id", "start");
    assertRefused(
        folder,
        "m: decoder_start_token_id is missing, expected a token; add it to generation_config.json");
  }

  @Test
  void defaultsStandInTheConfigOfOldFolders() throws IOException {
    GenerationDefaults own = FolderGeneration.read(GOLDEN.resolve("bart-defaults"));
    assertEquals(3, own.beams());
    assertEquals(List.of(List.of(100), List.of(221)), own.badWords());
    assertEquals(GenerationDefaults.EarlyStopping.ENOUGH, own.earlyStopping());
    assertEquals(OptionalInt.of(0), own.forcedBos());
    Path folder = copy("bart-defaults");
    Files.delete(folder.resolve("generation_config.json"));
    FolderFiles.replace(
        folder.resolve("config.json"),
        "\"use_cache\": true",
        "\"max_length\": 62, \"num_beams\": 4, \"length_penalty\": 2.0, \"early_stopping\":"
            + " \"never\"");
    GenerationDefaults old = FolderGeneration.read(folder);
    assertEquals(OptionalInt.of(62), old.maxLength());
    assertEquals(4, old.beams());
    assertEquals(2, old.lengthPenalty().orElseThrow());
    assertEquals(GenerationDefaults.EarlyStopping.IMPOSSIBLE, old.earlyStopping());
    assertEquals(Set.of(2), old.eos());
    assertEquals(OptionalInt.of(2), old.decoderStart());
  }

  @Test
  void positionsAreThoseOfTheFolderWhereItHasThem() {
    float[] row = new Sinusoids(10, 5).row(3);
    assertEquals(5, row.length);
    assertEquals((float) Math.sin(3), row[0]);
    assertEquals((float) Math.sin(3 / Math.pow(10000, 2 / 5.0)), row[1]);
    assertEquals((float) Math.sin(3 / Math.pow(10000, 4 / 5.0)), row[2]);
    assertEquals((float) Math.cos(3), row[3]);
    assertEquals((float) Math.cos(3 / Math.pow(10000, 2 / 5.0)), row[4]);
    assertThrows(IllegalArgumentException.class, () -> new Sinusoids(1 << 20, 1 << 10));
  }

  @Test
  void factsTellOfTheSource() throws IOException {
    ModelFacts facts = ModelLoader.inspect(GOLDEN.resolve("marian-apart"));
    assertEquals("translator", facts.purpose());
    assertEquals(List.of(), facts.obstacles());
    NetworkShape shape = facts.network().orElseThrow();
    assertEquals(200, shape.source().orElseThrow().contextLength());
    assertTrue(shape.source().orElseThrow().vocabulary() > shape.vocabulary());
    assertEquals(4 * 2 * (21 + 21), facts.cacheBytes().get(DataType.F32));
  }

  /** Weights may be quantized at load; positions and biases by distance stay as they are. */
  @Test
  void weightsMayBeQuantized() throws IOException {
    LoadOptions options = LoadOptions.defaults().withWeights(DataType.Q8_0);
    try (LoadedModel model = ModelLoader.load(GOLDEN.resolve("marian"), kernels, options)) {
      assertEquals(DataType.Q8_0, model.network().unembedding().type());
    }
  }
}
