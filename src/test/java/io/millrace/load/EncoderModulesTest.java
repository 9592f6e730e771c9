package io.millrace.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Modules of sentence-transformers that are unknown or do not fit are named. */
class EncoderModulesTest extends EncoderFolder {

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
}
