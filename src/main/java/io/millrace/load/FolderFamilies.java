package io.millrace.load;

import static java.util.Map.entry;

import io.millrace.json.JsonField;
import io.millrace.load.FolderFamily.Form;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The families whose Hugging Face folders can be read: a table of differences each. */
final class FolderFamilies {

  private static final TensorNames LLAMA =
      new TensorNames(
          List.of("model.", ""),
          "layers.",
          Map.ofEntries(
              entry("token_embd", "embed_tokens"),
              entry("output_norm", "norm"),
              entry("output", "lm_head"),
              entry("attn_norm", "input_layernorm"),
              entry("attn_q", "self_attn.q_proj"),
              entry("attn_k", "self_attn.k_proj"),
              entry("attn_v", "self_attn.v_proj"),
              entry("attn_output", "self_attn.o_proj"),
              entry("ffn_norm", "post_attention_layernorm"),
              entry("ffn_gate", "mlp.gate_proj"),
              entry("ffn_up", "mlp.up_proj"),
              entry("ffn_down", "mlp.down_proj")));

  private static final TensorNames QWEN3 =
      LLAMA.with("attn_q_norm", "self_attn.q_norm", "attn_k_norm", "self_attn.k_norm");

  private static final TensorNames GEMMA2 =
      LLAMA.with(
          "post_attention_norm", "post_attention_layernorm",
          "ffn_norm", "pre_feedforward_layernorm",
          "post_ffw_norm", "post_feedforward_layernorm");

  private static final TensorNames GEMMA3 =
      GEMMA2
          .with("attn_q_norm", "self_attn.q_norm", "attn_k_norm", "self_attn.k_norm")
          .withPrefixes("model.", "", "language_model.model.", "model.language_model.");

  private static final TensorNames PHI3 =
      LLAMA.with("attn_qkv", "self_attn.qkv_proj", "ffn_up", "mlp.gate_up_proj");

  private static final TensorNames GPT2 =
      new TensorNames(
          List.of("transformer.", ""),
          "h.",
          Map.ofEntries(
              entry("token_embd", "wte"),
              entry("position_embd", "wpe"),
              entry("output_norm", "ln_f"),
              entry("output", "lm_head"),
              entry("attn_norm", "ln_1"),
              entry("attn_qkv", "attn.c_attn"),
              entry("attn_output", "attn.c_proj"),
              entry("ffn_norm", "ln_2"),
              entry("ffn_up", "mlp.c_fc"),
              entry("ffn_down", "mlp.c_proj")));

  private static final List<FolderFamily> DECODERS =
      List.of(
          family("llama", "llama", "LlamaForCausalLM", LLAMA, FolderRules::llama),
          family("mistral", "llama", "MistralForCausalLM", LLAMA, FolderRules::mistral),
          family("qwen2", "qwen2", "Qwen2ForCausalLM", LLAMA, FolderRules::qwen2),
          family("qwen3", "qwen3", "Qwen3ForCausalLM", QWEN3, FolderRules::qwen),
          new FolderFamily(
              "gemma2",
              "gemma2",
              List.of("Gemma2ForCausalLM"),
              GEMMA2,
              Form.NORMS_LESS_ONE,
              FolderRules::gemma2),
          gemma3("gemma3_text"),
          gemma3("gemma3"),
          family("phi3", "phi3", "Phi3ForCausalLM", PHI3, FolderRules::phi3),
          new FolderFamily(
              "gpt2",
              "gpt2",
              List.of("GPT2LMHeadModel"),
              GPT2,
              Form.INPUTS_FIRST,
              FolderRules::gpt2));

  private static final List<FolderFamily> ALL =
      Stream.concat(DECODERS.stream(), SourceFamilies.ALL.stream()).toList();

  private FolderFamilies() {}

  private static FolderFamily family(
      String type,
      String architecture,
      String network,
      TensorNames names,
      FolderFamily.Rules rules) {
    return new FolderFamily(type, architecture, List.of(network), names, Form.SAME, rules);
  }

  private static FolderFamily gemma3(String type) {
    return new FolderFamily(
        type,
        "gemma3",
        List.of("Gemma3ForCausalLM", "Gemma3ForConditionalGeneration"),
        GEMMA3,
        Form.NORMS_LESS_ONE,
        FolderRules::gemma3);
  }

  /**
   * The family that a {@code config.json} names.
   *
   * @throws io.millrace.json.JsonException if there is none; the message lists those that there are
   */
  static FolderFamily of(JsonField root) {
    JsonField type = root.require("model_type");
    String name = type.asString();
    FolderFamily family =
        ALL.stream()
            .filter(each -> each.modelType().equals(name))
            .findFirst()
            .orElseThrow(() -> type.wrong("one of " + modelTypes() + "; it is not supported"));
    root.find("architectures").ifPresent(field -> checkClass(field, family.classes()));
    return SourceFamilies.variant(family, root);
  }

  /** Refuses heads other than a language model's, which take other weights. */
  private static void checkClass(JsonField field, List<String> classes) {
    for (JsonField each : field.elements()) {
      if (!classes.contains(each.asString())) {
        throw each.wrong(String.join(" or ", classes));
      }
    }
  }

  private static String modelTypes() {
    return ALL.stream().map(FolderFamily::modelType).collect(Collectors.joining(", "));
  }
}
