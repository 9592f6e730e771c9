package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of encoders that are not what they should be: one sentence says what is wrong. */
class EncoderFoldersTest {

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
    LoadOptions options = LoadOptions.defaults();
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
  void aMissingFileIsNamed() throws IOException {
    copy("bert-every-pooling");
    Files.delete(folder.resolve("2_Dense/model.safetensors"));
    assertFails(
        "2_Dense/model.safetensors: no such file and no model.safetensors.index.json beside it,"
            + " expected one of them; get the model in this form",
        ModelKind.TEXT_ENCODER);
    Files.delete(folder.resolve("1_Pooling/config.json"));
    assertFails(
        "1_Pooling/config.json: no such file, expected it as modules.json says",
        ModelKind.TEXT_ENCODER);
    Files.delete(folder.resolve("tokenizer.json"));
    assertFails(
        "model/tokenizer.json: no such file, expected it beside config.json; download it",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void aTensorOfAnotherShapeIsNamed() throws IOException {
    copy("bert-mean");
    change("config.json", "\"max_position_embeddings\": 70", "\"max_position_embeddings\": 71");
    assertFails(
        "model: tensor embeddings.position_embeddings.weight is F32 [70, 36], expected [71, 36] as"
            + " the metadata says",
        ModelKind.TEXT_ENCODER);
    change("config.json", "\"max_position_embeddings\": 71", "\"max_position_embeddings\": 70");
    change("config.json", "\"type_vocab_size\": 2", "\"type_vocab_size\": 3");
    assertFails(
        "model: tensor embeddings.token_type_embeddings.weight is F32 [2, 36], expected [3, 36] as"
            + " the metadata says",
        ModelKind.TEXT_ENCODER);
    change("config.json", "\"type_vocab_size\": 3", "\"type_vocab_size\": 2");
    change("config.json", "\"type_vocab_size\": 2", "\"type_vocab_size\": -1");
    assertFails(
        "model: config.json: type_vocab_size is -1, expected 0 or more", ModelKind.TEXT_ENCODER);
    change("config.json", "\"type_vocab_size\": -1", "\"type_vocab_size\": 2");
    change("config.json", "\"intermediate_size\": 50", "\"intermediate_size\": 51");
    assertFails(
        "model: tensor encoder.layer.0.intermediate.dense.weight is F32 [50, 36], expected [51, 36]"
            + " as the metadata says",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void aTableWithRowsForOtherTokensIsNamed() throws IOException {
    copy("bert-mean");
    change("config.json", "\"vocab_size\": 230", "\"vocab_size\": 231");
    assertFails(
        "model: tensor embeddings.word_embeddings.weight is [230, 36], expected 231 rows as"
            + " vocab_size in config.json says",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void aFolderInThePlaceOfWeightsIsNamed() throws IOException {
    copy("bert-mean");
    Files.delete(folder.resolve("model.safetensors"));
    Files.createDirectory(folder.resolve("model.safetensors"));
    assertFails(
        "model/model.safetensors: is a folder, expected a safetensors file",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    copy("bert-mean");
    change("config.json", "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4");
    assertFails(
        "model: tensor encoder.layer.3.attention.self.query.bias is missing, expected it since all"
            + " encoders have it",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void unknownClassesAndSettingsAreNamed() throws IOException {
    copy("bert-mean");
    change("config.json", "\"BertModel\"", "\"BertForNextSentencePrediction\"");
    assertFails(
        "model/config.json: architectures[0]: found the string \"BertForNextSentencePrediction\","
            + " expected BertModel or BertForMaskedLM or BertForSequenceClassification or"
            + " BertForTokenClassification or BertForPreTraining",
        ModelKind.TEXT_ENCODER);
    change("config.json", "\"BertForNextSentencePrediction\"", "\"BertModel\"");
    change("config.json", "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"quick_gelu\"");
    assertFails(
        "model: config.json: hidden_act is quick_gelu, expected gelu, gelu_new, relu or silu",
        ModelKind.TEXT_ENCODER);
    change("config.json", "\"hidden_act\": \"quick_gelu\"", "\"hidden_act\": \"gelu\"");
    change("config.json", "{", "{ \"position_embedding_type\": \"relative_key\",");
    assertFails(
        "model/config.json: position_embedding_type: found the string \"relative_key\", expected"
            + " absolute",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void headsThatDoNotDivideTheWidthAreRefused() throws IOException {
    copy("bert-mean");
    change("config.json", "\"num_attention_heads\": 3", "\"num_attention_heads\": 5");
    assertFails(
        "model: config.json: num_attention_heads is 5, expected a divisor of 36",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void unknownModulesAreNamed() throws IOException {
    copy("bert-mean");
    change("modules.json", "normalize.Normalize", "weighted.WeightedLayerPooling");
    assertFails(
        "model/modules.json: [2].type: found the string"
            + " \"sentence_transformers.base.modules.weighted.WeightedLayerPo...,"
            + " expected Transformer, Pooling, Dense, LayerNorm, Normalize or Dropout of"
            + " sentence_transformers",
        ModelKind.TEXT_ENCODER);
    change("modules.json", "weighted.WeightedLayerPooling", "normalize.Normalize");
    change("modules.json", "transformer.Transformer", "WordEmbeddings");
    assertFails(
        "model/modules.json: [0].type: found the string"
            + " \"sentence_transformers.base.modules.WordEmbeddings\", expected a Transformer as"
            + " the first module",
        ModelKind.TEXT_ENCODER);
    Files.writeString(folder.resolve("modules.json"), "[]");
    assertFails(
        "model/modules.json: found 0 modules, expected Transformer and Pooling at least",
        ModelKind.TEXT_ENCODER);
    Files.writeString(folder.resolve("modules.json"), "{}");
    assertFails("model/modules.json: found an object, expected an array", ModelKind.TEXT_ENCODER);
  }

  /** A class of the same name elsewhere may do anything. */
  @Test
  void modulesOfOthersAreNamed() throws IOException {
    copy("bert-residual");
    change("modules.json", "sentence_transformers.base.modules.dense.Dense", "custom_code.Dense");
    assertFails(
        "model/modules.json: [3].type: found the string \"custom_code.Dense\", expected"
            + " Transformer, Pooling, Dense, LayerNorm, Normalize or Dropout of"
            + " sentence_transformers",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void theFolderOfTheModelMustBeThere() throws IOException {
    copy("bert-inside");
    load(ModelKind.TEXT_ENCODER);
    change("modules.json", "0_Transformer", "../0_Transformer");
    assertFails(
        "model/modules.json: [0].path: found the string \"../0_Transformer\", expected the name of"
            + " a folder beside modules.json",
        ModelKind.TEXT_ENCODER);
    change("modules.json", "../0_Transformer", "0_Transformer");
    change("modules.json", "models.Transformer", "models.WordEmbeddings");
    assertFails(
        "model/modules.json: [0].type: found the string"
            + " \"sentence_transformers.models.WordEmbeddings\", expected a Transformer as the"
            + " first module",
        ModelKind.TEXT_ENCODER);
    change("modules.json", "models.WordEmbeddings", "models.Transformer");
    change("modules.json", "0_Transformer", "0_Other");
    assertFails(
        "0_Other: no config.json, expected a Hugging Face model folder or a .gguf file",
        ModelKind.TEXT_ENCODER);
    change("modules.json", "0_Other", "0_Transformer");
    Files.delete(folder.resolve("0_Transformer/model.safetensors"));
    assertFails(
        "0_Transformer/model.safetensors: no such file and no model.safetensors.index.json beside"
            + " it, expected one of them; get the model in this form",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void projectionsOfResidualLayersMustBeThere() throws IOException {
    copy("bert-residual");
    change("6_Dense/config.json", "\"bias\": true", "\"bias\": true, \"use_residual\": true");
    assertFails(
        "model: tensor 6_Dense/residual.weight is missing, expected [14, 20]",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void poolingMustFitTheNetwork() throws IOException {
    copy("bert-every-pooling");
    Path pooling = Path.of("1_Pooling/config.json");
    change(pooling.toString(), "\"embedding_dimension\": 28", "\"embedding_dimension\": 30");
    assertFails(
        "1_Pooling/config.json: embedding_dimension: found the number 30, expected 28, as"
            + " config.json says",
        ModelKind.TEXT_ENCODER);
    change(pooling.toString(), "\"embedding_dimension\": 30", "\"embedding_dimension\": 28");
    change(pooling.toString(), "\"lasttoken\"", "\"attention\"");
    assertFails(
        "1_Pooling/config.json: pooling_mode[5]: found the string \"attention\", expected one of"
            + " cls, lasttoken, max, mean, mean_sqrt_len_tokens, weightedmean",
        ModelKind.TEXT_ENCODER);
    change(pooling.toString(), "\"weightedmean\",", "");
    change(pooling.toString(), "\"attention\"", "\"max\"");
    assertFails(
        "model: 2_Dense/config.json: in_features is 168, expected 140 as the module before gives",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void denseLayersMustBeKnown() throws IOException {
    copy("bert-every-pooling");
    String dense = "2_Dense/config.json";
    change(dense, "torch.nn.modules.activation.Tanh", "torch.nn.modules.activation.Mish");
    assertFails(
        "2_Dense/config.json: activation_function: found the string"
            + " \"torch.nn.modules.activation.Mish\", expected one of torch's GELU, Identity, ReLU,"
            + " SiLU, Sigmoid, Tanh",
        ModelKind.TEXT_ENCODER);
    change(dense, "torch.nn.modules.activation.Mish", "torch.nn.modules.activation.Tanh");
    change(dense, "\"out_features\": 22", "\"out_features\": 23");
    assertFails(
        "model: tensor 2_Dense/linear.weight is F32 [22, 168], expected [23, 168] as the metadata"
            + " says",
        ModelKind.TEXT_ENCODER);
    change("modules.json", "\"2_Dense\"", "\"../2_Dense\"");
    assertFails(
        "model/modules.json: [2].path: found the string \"../2_Dense\", expected the name of a"
            + " folder beside modules.json",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void labelsMustFitTheHead() throws IOException {
    copy("bert-labels");
    change("config.json", "\"2\": \"positive\"", "\"2\": \"positive\", \"3\": \"other\"");
    assertFails(
        "model: tensor classifier.weight is F32 [3, 42], expected [4, 42] as the metadata says",
        ModelKind.CLASSIFIER);
    change("config.json", "\"1\": \"neutral\",", "");
    assertFails(
        "model/config.json: id2label: found an object, expected labels numbered 0 to 2, of which 1"
            + " is missing",
        ModelKind.CLASSIFIER);
    change("config.json", "single_label_classification", "ordinal_classification");
    change("config.json", "\"3\": \"other\"", "\"1\": \"other\"");
    assertFails(
        "model/config.json: problem_type: found the string \"ordinal_classification\", expected"
            + " regression, single_label_classification or multi_label_classification",
        ModelKind.CLASSIFIER);
  }

  @Test
  void promptsMustBeThere() throws IOException {
    copy("bert-first");
    change(
        "config_sentence_transformers.json",
        "\"default_prompt_name\": \"query\"",
        "\"default_prompt_name\": \"question\"");
    FormatException error = assertThrows(FormatException.class, () -> load(ModelKind.TEXT_ENCODER));
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "model/config_sentence_transformers.json: default_prompt_name: found the string"
                    + " \"question\", expected one of the prompts ["),
        error.getMessage());
  }

  @Test
  void whatNomicBertMayHaveAndIsNotKnownIsNamed() throws IOException {
    copy("nomic-published");
    String[][] changes = {
      {"\"prenorm\": false", "\"prenorm\": true", "prenorm: found true, expected false; anything"},
      {
        "swiglu", "gelu", "activation_function: found the string \"gelu\", expected swiglu or geglu"
      },
      {
        "\"causal\"",
        "\"num_experts\": 8, \"causal\"",
        "num_experts: found the number 8, expected none"
      },
      {"\"rotary_emb_interleaved\": false", "\"rotary_emb_interleaved\": true", "rotary_emb_inter"},
      {
        "\"rotary_emb_scale_base\": null",
        "\"rotary_emb_scale_base\": 512",
        "rotary_emb_scale_base: "
      },
      {
        "\"rotary_emb_fraction\": 1.0", "\"rotary_emb_fraction\": 2.0", "rotary_emb_fraction: found"
      },
    };
    for (String[] change : changes) {
      change("config.json", change[0], change[1]);
      FormatException error =
          assertThrows(FormatException.class, () -> load(ModelKind.TEXT_ENCODER));
      assertTrue(error.getMessage().startsWith("model/config.json: " + change[2]), error::toString);
      change("config.json", change[1], change[0]);
    }
    change("config.json", "\"qkv_proj_bias\": false", "\"qkv_proj_bias\": true");
    FormatException error = assertThrows(FormatException.class, () -> load(ModelKind.TEXT_ENCODER));
    assertTrue(
        error.getMessage().endsWith(".bias is missing, expected it since qkv_proj_bias is true"),
        error::toString);
  }

  /** Half of each head is rotated, and frequencies are stretched beyond what it was trained for. */
  @Test
  void positionsOfNomicBertAreLimitedWhereTheyAreStretched() throws IOException {
    copy("nomic-published");
    change("config.json", "\"rotary_scaling_factor\": null", "\"rotary_scaling_factor\": 2");
    change("config.json", "\"rotary_emb_fraction\": 1.0", "\"rotary_emb_fraction\": 0.5");
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedEncoder loaded =
            EncoderLoader.load(folder, kernels, LoadOptions.defaults(), ModelKind.TEXT_ENCODER)) {
      assertEquals(30, loaded.network().shape().mostTokens());
    }
  }
}
