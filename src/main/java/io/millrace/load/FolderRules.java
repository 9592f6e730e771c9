package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * How each family's {@code config.json} is read. A member that is absent has the value that {@code
 * transformers} gives it, where published models rely on that.
 */
final class FolderRules {

  private static final String TANH = "gelu_pytorch_tanh";
  private static final String WINDOW = "attention.sliding_window";
  private static final String LAYER_TYPES = "layer_types";
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";
  private static final int MOST_LAYERS = 1 << 12;

  private FolderRules() {}

  static void llama(FolderConfig config) {
    decoder(config);
    config.expect("hidden_act", "silu");
    config.copy("attention.key_length", "head_dim");
    FolderRotary.read(config);
  }

  static void mistral(FolderConfig config) {
    llama(config);
    config.copy(WINDOW, "sliding_window", JsonValue.of(4096));
  }

  static void qwen2(FolderConfig config) {
    config.require("qwen2 has it", "attn_q.bias", "attn_k.bias", "attn_v.bias");
    qwen(config);
  }

  /** Windows are part of the format and used by no published model. */
  static void qwen(FolderConfig config) {
    llama(config);
    for (JsonField type : layerTypes(config)) {
      if (!type.asString().equals(FULL)) {
        throw type.wrong(FULL + "; windows are not supported here");
      }
    }
    if (config.isAbsent(LAYER_TYPES)) {
      config.expect("use_sliding_window", JsonValue.of(false));
    }
  }

  static void gemma2(FolderConfig config) {
    gemma(config);
    config.copy(WINDOW, "sliding_window", JsonValue.of(4096));
    cap(config, "attn_logit_softcapping", 50);
    cap(config, "final_logit_softcapping", 30);
    List<JsonField> types = layerTypes(config);
    for (int i = 0; i < types.size(); i++) {
      String expected = i % 2 == 0 ? SLIDING : FULL;
      if (!types.get(i).asString().equals(expected)) {
        throw types.get(i).wrong(expected);
      }
    }
  }

  static void gemma3(FolderConfig config) {
    gemma(config);
    config.copy("attention.head_count", "num_attention_heads", JsonValue.of(8));
    config.copy("attention.head_count_kv", "num_key_value_heads", JsonValue.of(4));
    config.copy("context_length", "max_position_embeddings", JsonValue.of(131072));
    config.copy(WINDOW, "sliding_window", JsonValue.of(4096));
    cap(config, "attn_logit_softcapping", 0);
    cap(config, "final_logit_softcapping", 0);
    windowPattern(config);
  }

  static void phi3(FolderConfig config) {
    decoder(config);
    config.expect("hidden_act", "silu");
    config.expect("attention_bias", JsonValue.of(false));
    config.copy("attention.layer_norm_rms_epsilon", "rms_norm_eps", JsonValue.of(1e-5));
    config.copy(WINDOW, "sliding_window");
    FolderRotary.read(config);
  }

  static void gpt2(FolderConfig config) {
    config.expect("activation_function", "gelu_new", TANH);
    config.tiedUnlessSaid();
    config.expect("scale_attn_weights", JsonValue.of(true));
    config.expect("scale_attn_by_inverse_layer_idx", JsonValue.of(false));
    config.require(
        "gpt2 has it", "attn_qkv.bias", "attn_output.bias", "ffn_up.bias", "ffn_down.bias");
    config.copy("embedding_length", "n_embd");
    config.copy("block_count", "n_layer");
    config.copy("attention.head_count", "n_head");
    config.copy("context_length", "n_positions");
    config.copy("attention.layer_norm_epsilon", "layer_norm_epsilon", JsonValue.of(1e-5));
    config.copy("feed_forward_length", "n_inner");
    if (config.root().find("n_inner").isEmpty()) {
      int width = config.count("n_embd", 1 << 18);
      config.put("feed_forward_length", "n_embd", JsonValue.of(4L * width));
    }
  }

  private static void decoder(FolderConfig config) {
    config.copy("embedding_length", "hidden_size");
    config.copy("block_count", "num_hidden_layers");
    config.copy("attention.head_count", "num_attention_heads");
    config.copy("attention.head_count_kv", "num_key_value_heads");
    config.copy("feed_forward_length", "intermediate_size");
    config.copy("context_length", "max_position_embeddings");
    config.copy("attention.layer_norm_rms_epsilon", "rms_norm_eps", JsonValue.of(1e-6));
    biases(config);
  }

  private static void biases(FolderConfig config) {
    if (config.isTrue("attention_bias")) {
      String[] tensors = {"attn_q.bias", "attn_k.bias", "attn_v.bias", "attn_output.bias"};
      config.require("attention_bias is true", tensors);
    }
    if (config.isTrue("mlp_bias")) {
      String[] tensors = {"ffn_gate.bias", "ffn_up.bias", "ffn_down.bias"};
      config.require("mlp_bias is true", tensors);
    }
  }

  /** What both have: the scale of queries has a member of its own. */
  private static void gemma(FolderConfig config) {
    decoder(config);
    config.expect("hidden_activation", TANH);
    config.expect("use_bidirectional_attention", JsonValue.of(false));
    config.tiedUnlessSaid();
    config.copy("attention.key_length", "head_dim", JsonValue.of(256));
    double scalar =
        config
            .root()
            .find("query_pre_attn_scalar")
            .map(field -> field.asDouble(1e-6, 1e6))
            .orElse(256.0);
    config.put("attention.scale", "query_pre_attn_scalar", JsonValue.of(1 / Math.sqrt(scalar)));
    FolderRotary.read(config);
  }

  /** Null is no cap, which in GGUF files is 0. */
  private static void cap(FolderConfig config, String member, int absent) {
    config.copy(member, member, JsonValue.of(absent));
    if (config.isNull(member)) {
      config.put(member, member, JsonValue.of(0));
    }
  }

  private static List<JsonField> layerTypes(FolderConfig config) {
    Optional<JsonField> types = config.root().find(LAYER_TYPES);
    types.ifPresent(
        field -> {
          int layers = config.count("num_hidden_layers", MOST_LAYERS);
          if (field.array().size() != layers) {
            throw field.wrong(layers + " entries, one a layer");
          }
        });
    return types.map(JsonField::elements).orElse(List.of());
  }

  /** One number a layer, 1 for a window; a single one would be read as a period. */
  private static void windowPattern(FolderConfig config) {
    String key = "attention.sliding_window_pattern";
    config.copy(key, "_sliding_window_pattern");
    config.copy(key, "sliding_window_pattern");
    List<JsonField> types = layerTypes(config);
    JsonArray.Builder pattern = JsonArray.builder();
    for (JsonField type : types) {
      boolean slides = type.asString().equals(SLIDING);
      if (!slides && !type.asString().equals(FULL)) {
        throw type.wrong(SLIDING + " or " + FULL);
      }
      pattern.add(slides ? 1 : 0);
    }
    if (types.size() == 1) {
      boolean slides = types.get(0).asString().equals(SLIDING);
      config.put(key, LAYER_TYPES, JsonValue.of(slides ? 2 : 1));
    } else if (!types.isEmpty()) {
      config.put(key, LAYER_TYPES, pattern.build());
    }
  }
}
