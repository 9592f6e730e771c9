package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Folders of encoders that are not what they should be: one sentence says what is wrong. */
class EncoderFoldersTest extends EncoderFolder {

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
    change("config.json", "\"hidden_act\": \"quick_gelu\"", "\"hidden_act\": \"gelu_python\"");
    load(ModelKind.TEXT_ENCODER);
    change("config.json", "\"hidden_act\": \"gelu_python\"", "\"hidden_act\": \"gelu\"");
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
}
