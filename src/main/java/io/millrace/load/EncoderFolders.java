package io.millrace.load;

import static java.util.Map.entry;

import io.millrace.load.FolderFamily.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The families of encoders whose Hugging Face folders can be read. */
final class EncoderFolders {

  private static final String TEXT_LABELS = "ForSequenceClassification";
  private static final String TOKEN_LABELS = "ForTokenClassification";

  private static final TensorNames BERT =
      new TensorNames(
          List.of("bert.", ""),
          "encoder.layer.",
          Map.ofEntries(
              entry("token_embd", "embeddings.word_embeddings"),
              entry("position_embd", "embeddings.position_embeddings"),
              entry("token_types", "embeddings.token_type_embeddings"),
              entry("token_embd_norm", "embeddings.LayerNorm"),
              entry("attn_q", "attention.self.query"),
              entry("attn_k", "attention.self.key"),
              entry("attn_v", "attention.self.value"),
              entry("attn_output", "attention.output.dense"),
              entry("attn_output_norm", "attention.output.LayerNorm"),
              entry("ffn_up", "intermediate.dense"),
              entry("ffn_down", "output.dense"),
              entry("layer_output_norm", "output.LayerNorm"),
              entry("cls", "pooler.dense"),
              entry("cls.output.weight", "classifier.weight"),
              entry("cls.output.bias", "classifier.bias"),
              entry("cls.tokens.weight", "classifier.weight"),
              entry("cls.tokens.bias", "classifier.bias")));

  private static final TensorNames ROBERTA =
      BERT.with("cls.weight", "classifier.dense.weight", "cls.bias", "classifier.dense.bias")
          .with("cls.output.weight", "classifier.out_proj.weight")
          .with("cls.output.bias", "classifier.out_proj.bias")
          .withPrefixes("roberta.", "");

  private static final TensorNames ELECTRA = ROBERTA.withPrefixes("electra.", "");

  private static final TensorNames MPNET =
      ROBERTA
          .with("attn_q", "attention.attn.q", "attn_k", "attention.attn.k")
          .with("attn_v", "attention.attn.v", "attn_output", "attention.attn.o")
          .with("attn_output_norm", "attention.LayerNorm")
          .with("attn_rel_b", "encoder.relative_attention_bias")
          .withPrefixes("mpnet.", "");

  private static final TensorNames DISTILBERT =
      new TensorNames(
          List.of("distilbert.", ""),
          "transformer.layer.",
          Map.ofEntries(
              entry("token_embd", "embeddings.word_embeddings"),
              entry("position_embd", "embeddings.position_embeddings"),
              entry("token_embd_norm", "embeddings.LayerNorm"),
              entry("attn_q", "attention.q_lin"),
              entry("attn_k", "attention.k_lin"),
              entry("attn_v", "attention.v_lin"),
              entry("attn_output", "attention.out_lin"),
              entry("attn_output_norm", "sa_layer_norm"),
              entry("ffn_up", "ffn.lin1"),
              entry("ffn_down", "ffn.lin2"),
              entry("layer_output_norm", "output_layer_norm"),
              entry("cls.weight", "pre_classifier.weight"),
              entry("cls.bias", "pre_classifier.bias"),
              entry("cls.output.weight", "classifier.weight"),
              entry("cls.output.bias", "classifier.bias"),
              entry("cls.tokens.weight", "classifier.weight"),
              entry("cls.tokens.bias", "classifier.bias")));

  private static final TensorNames NOMIC_BERT =
      new TensorNames(
          List.of("nomic_bert.", "bert.", ""),
          "encoder.layers.",
          Map.ofEntries(
              entry("token_embd", "embeddings.word_embeddings"),
              entry("token_types", "embeddings.token_type_embeddings"),
              entry("token_embd_norm", "emb_ln"),
              entry("attn_qkv", "attn.Wqkv"),
              entry("attn_output", "attn.out_proj"),
              entry("attn_output_norm", "norm1"),
              entry("ffn_up", "mlp.fc11"),
              entry("ffn_gate", "mlp.fc12"),
              entry("ffn_down", "mlp.fc2"),
              entry("layer_output_norm", "norm2"),
              entry("cls", "pooler.dense"),
              entry("cls.output.weight", "classifier.weight"),
              entry("cls.output.bias", "classifier.bias"),
              entry("cls.tokens.weight", "classifier.weight"),
              entry("cls.tokens.bias", "classifier.bias")));

  static final List<FolderFamily> ALL =
      List.of(
          family("bert", "bert", "Bert", BERT, EncoderRules::bert),
          family("roberta", "roberta", "Roberta", ROBERTA, EncoderRules::roberta),
          family("xlm-roberta", "roberta", "XLMRoberta", ROBERTA, EncoderRules::roberta),
          family("camembert", "roberta", "Camembert", ROBERTA, EncoderRules::roberta),
          family("electra", "electra", "Electra", ELECTRA, EncoderRules::electra),
          family("mpnet", "mpnet", "MPNet", MPNET, EncoderRules::mpNet),
          family("distilbert", "distilbert", "DistilBert", DISTILBERT, EncoderRules::distilBert),
          family("nomic_bert", "nomic-bert", "NomicBert", NOMIC_BERT, NomicBertRules::read));

  private EncoderFolders() {}

  private static FolderFamily family(
      String type, String architecture, String name, TensorNames names, FolderFamily.Rules rules) {
    List<String> classes = new ArrayList<>();
    for (String end : List.of("Model", "ForMaskedLM", TEXT_LABELS, TOKEN_LABELS)) {
      classes.add(name + end);
    }
    if (List.of("bert", "electra", "nomic_bert").contains(type)) {
      classes.add(name + "ForPreTraining");
    }
    return new FolderFamily(
        type, architecture, List.copyOf(classes), names, Form.OLD_NORM_NAMES, rules);
  }

  /** What a class of {@code transformers} gives labels to. */
  static LabelSettings.Subject subject(String network) {
    if (network.endsWith(TEXT_LABELS)) {
      return LabelSettings.Subject.TEXTS;
    }
    return network.endsWith(TOKEN_LABELS)
        ? LabelSettings.Subject.TOKENS
        : LabelSettings.Subject.NOTHING;
  }
}
