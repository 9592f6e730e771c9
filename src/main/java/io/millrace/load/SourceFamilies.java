package io.millrace.load;

import static java.util.Map.entry;

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

  static final List<FolderFamily> ALL =
      List.of(
          family("bart", "BartForConditionalGeneration", SourceRules::bart),
          family("mbart", "MBartForConditionalGeneration", SourceRules::mbart),
          family("marian", "MarianMTModel", SourceRules::marian));

  private SourceFamilies() {}

  private static FolderFamily family(String type, String network, FolderFamily.Rules rules) {
    return new FolderFamily(type, type, List.of(network), BART, Form.SAME, rules);
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
