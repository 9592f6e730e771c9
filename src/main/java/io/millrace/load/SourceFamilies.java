package io.millrace.load;

import static java.util.Map.entry;

import io.millrace.json.JsonField;
import io.millrace.load.FolderFamily.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The families with an encoder and a decoder whose Hugging Face folders can be read. */
final class SourceFamilies {

  private static final Map<String, String> BART_LAYER =
      Map.ofEntries(
          entry("attn_q", "self_attn.q_proj"),
          entry("attn_k", "self_attn.k_proj"),
          entry("attn_v", "self_attn.v_proj"),
          entry("attn_o", "self_attn.out_proj"),
          entry("attn_norm", "self_attn_layer_norm"),
          entry("ffn_up", "fc1"),
          entry("ffn_down", "fc2"),
          entry("ffn_norm", "final_layer_norm"));

  private static final Map<String, String> BART_CROSS =
      Map.of(
          "cross_attn_q", "encoder_attn.q_proj",
          "cross_attn_k", "encoder_attn.k_proj",
          "cross_attn_v", "encoder_attn.v_proj",
          "cross_attn_o", "encoder_attn.out_proj",
          "cross_attn_norm", "encoder_attn_layer_norm");

  private static final Map<String, String> BART_SIDE =
      Map.of(
          "token_embd", "embed_tokens",
          "position_embd", "embed_positions",
          "token_embd_norm", "layernorm_embedding",
          "output_norm", "layer_norm");

  private static final TensorNames BART = bart();
  private static final TensorNames T5 = t5();

  static final List<FolderFamily> ALL =
      List.of(
          family("bart", "BartForConditionalGeneration", SourceRules::bart),
          family("mbart", "MBartForConditionalGeneration", SourceRules::mbart),
          family("marian", "MarianMTModel", SourceRules::marian),
          t5("t5", List.of("T5ForConditionalGeneration", "T5WithLMHeadModel"), SourceRules::t5),
          t5("mt5", List.of("MT5ForConditionalGeneration"), SourceRules::mt5));

  private SourceFamilies() {}

  /** Whether a family has an encoder and a decoder. */
  static boolean have(FolderFamily family) {
    return have(family.modelType());
  }

  /** Whether the family of this {@code model_type} has them. */
  static boolean have(String modelType) {
    return ALL.stream().anyMatch(each -> each.modelType().equals(modelType));
  }

  /** What models of an architecture that is none of an encoder's are for. */
  static ModelKind kind(String architecture) {
    return ALL.stream().anyMatch(each -> each.architecture().equals(architecture))
        ? ModelKind.TRANSLATOR
        : ModelKind.LANGUAGE_MODEL;
  }

  /** The family as a config has it: T5 calls a matrix by another name where there is a gate. */
  static FolderFamily variant(FolderFamily family, JsonField root) {
    boolean gated =
        family.architecture().equals("t5")
            && SourceRules.feedForward(family, root).startsWith(SourceRules.GATED);
    return gated
        ? new FolderFamily(
            family.modelType(),
            family.architecture(),
            family.classes(),
            T5.with(
                "enc.blk.ffn_up", "layer.1.DenseReluDense.wi_1",
                "dec.blk.ffn_up", "layer.2.DenseReluDense.wi_1"),
            family.form(),
            family.rules())
        : family;
  }

  private static FolderFamily family(String type, String network, FolderFamily.Rules rules) {
    return new FolderFamily(type, type, List.of(network), BART, Form.SAME, rules);
  }

  private static FolderFamily t5(String type, List<String> networks, FolderFamily.Rules rules) {
    return new FolderFamily(type, "t5", networks, T5, Form.SAME, rules);
  }

  private static TensorNames t5() {
    Map<String, String> modules = new HashMap<>();
    modules.put("token_embd", "shared");
    modules.put("output", "lm_head");
    for (String part : List.of("enc.", "dec.")) {
      String side = part.equals("enc.") ? "encoder." : "decoder.";
      modules.put(part + "token_embd", side + "embed_tokens");
      modules.put(part + "output_norm", side + "final_layer_norm");
      attention(modules, part + "blk.attn", "layer.0.", "SelfAttention.");
      modules.put(part + "blk.attn_rel_b", "layer.0.SelfAttention.relative_attention_bias");
    }
    attention(modules, "dec.blk.cross_attn", "layer.1.", "EncDecAttention.");
    feedForward(modules, "enc.blk.", "layer.1.");
    feedForward(modules, "dec.blk.", "layer.2.");
    return new TensorNames(List.of(""), "block.", Map.copyOf(modules));
  }

  private static void attention(
      Map<String, String> modules, String name, String layer, String module) {
    for (String weight : List.of("q", "k", "v", "o")) {
      modules.put(name + "_" + weight, layer + module + weight);
    }
    modules.put(name + "_norm", layer + "layer_norm");
  }

  private static void feedForward(Map<String, String> modules, String name, String layer) {
    modules.put(name + "ffn_norm", layer + "layer_norm");
    modules.put(name + "ffn_gate", layer + "DenseReluDense.wi_0");
    modules.put(name + "ffn_up", layer + "DenseReluDense.wi");
    modules.put(name + "ffn_down", layer + "DenseReluDense.wo");
  }

  private static TensorNames bart() {
    Map<String, String> modules = new HashMap<>();
    modules.put("token_embd", "shared");
    modules.put("output", "lm_head");
    modules.put("output.bias", "final_logits_bias");
    put(modules, "enc.", "encoder.", BART_SIDE);
    put(modules, "dec.", "decoder.", BART_SIDE);
    put(modules, "enc.blk.", "", BART_LAYER);
    put(modules, "dec.blk.", "", BART_LAYER);
    put(modules, "dec.blk.", "", BART_CROSS);
    return new TensorNames(List.of("model.", ""), "layers.", Map.copyOf(modules));
  }

  private static void put(
      Map<String, String> modules, String before, String folder, Map<String, String> names) {
    names.forEach((name, module) -> modules.put(before + name, folder + module));
  }
}
