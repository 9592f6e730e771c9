package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.util.Optional;

/**
 * How the {@code config.json} of Nomic BERT is read: with the names of GPT-2, as it was published,
 * or with those of BERT, as {@code transformers} writes it since it knows the family.
 */
final class NomicBertRules {

  private static final double BASE = 1000;
  private static final int MOST_ELEMENTS = 1 << 14;
  private static final JsonValue NO = JsonValue.of(false);

  private NomicBertRules() {}

  static void read(FolderConfig config) {
    config.withoutHead();
    refuseExperts(config, "num_experts", 1);
    refuseExperts(config, "moe_every_n_layers", 0);
    if (config.isAbsent("n_embd")) {
      readNew(config);
    } else {
      readPublished(config);
    }
    config.copy("token_type_count", "type_vocab_size", JsonValue.of(2));
  }

  private static void refuseExperts(FolderConfig config, String member, int most) {
    Optional<JsonField> field = config.root().find(member);
    if (field.isPresent() && field.get().asInt(0, 1 << 20) > most) {
      throw field.get().wrong("none; mixtures of experts are not supported");
    }
  }

  private static void readNew(FolderConfig config) {
    config.copy("embedding_length", "hidden_size");
    config.copy("block_count", "num_hidden_layers");
    config.copy("attention.head_count", "num_attention_heads");
    config.copy("attention.key_length", "head_dim");
    config.copy("feed_forward_length", "intermediate_size");
    config.copy("context_length", "max_position_embeddings");
    config.copy("hidden_act", "hidden_act", JsonValue.of("silu"));
    config.copy("attention.layer_norm_epsilon", "layer_norm_eps", JsonValue.of(1e-12));
    config.put("rope.freq_base", "rope_theta", JsonValue.of(BASE));
    FolderRotary.read(config);
  }

  private static void readPublished(FolderConfig config) {
    config.copy("embedding_length", "n_embd");
    config.copy("block_count", "n_layer");
    config.copy("attention.head_count", "n_head");
    config.copy("feed_forward_length", "n_inner");
    config.copy("attention.layer_norm_epsilon", "layer_norm_epsilon", JsonValue.of(1e-5));
    for (String other :
        new String[] {
          "prenorm", "parallel_block", "use_rms_norm", "causal", "rotary_emb_interleaved"
        }) {
      config.expect(other, NO);
    }
    config.expect("scale_attn_weights", JsonValue.of(true));
    biases(config);
    activation(config);
    positions(config);
  }

  private static void biases(FolderConfig config) {
    require(config, "qkv_proj_bias", "attn_qkv.bias", "attn_output.bias");
    require(config, "mlp_fc1_bias", "ffn_up.bias", "ffn_gate.bias");
    require(config, "mlp_fc2_bias", "ffn_down.bias");
  }

  private static void require(FolderConfig config, String member, String... tensors) {
    if (config.isTrue(member)) {
      config.require(member + " is true", tensors);
    }
  }

  private static void activation(FolderConfig config) {
    JsonField given = config.root().require("activation_function");
    String function =
        switch (given.asString()) {
          case "swiglu" -> "silu";
          case "geglu" -> "gelu";
          default -> throw given.wrong("swiglu or geglu; others are not supported");
        };
    config.put("hidden_act", "activation_function", JsonValue.of(function));
  }

  /** Stretched frequencies are those of training as far as texts are no longer than there. */
  private static void positions(FolderConfig config) {
    boolean stretched = config.root().find("rotary_scaling_factor").isPresent();
    String length = stretched ? "max_trained_positions" : "n_positions";
    config.copy("context_length", length, JsonValue.of(2048));
    config.copy("rope.freq_base", "rotary_emb_base", JsonValue.of(BASE));
    config
        .root()
        .find("rotary_emb_scale_base")
        .ifPresent(
            field -> {
              throw field.wrong("null; anything else is not supported");
            });
    Optional<JsonField> fraction = config.root().find("rotary_emb_fraction");
    if (fraction.isPresent()) {
      int heads = config.count("n_head", MOST_ELEMENTS);
      int elements = config.count("n_embd", 1 << 20) / heads;
      long rotated = (long) (elements * fraction.get().asDouble(0, 1));
      config.put("rope.dimension_count", "rotary_emb_fraction", JsonValue.of(rotated));
    }
  }
}
