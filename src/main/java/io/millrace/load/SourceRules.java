package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;

/** How {@code config.json} is read in families with an encoder and a decoder. */
final class SourceRules {

  private static final double EPSILON = 1e-5; // of norms that have no setting of their own
  private static final int MOST_WIDTH = 1 << 20;
  private static final int MOST_POSITIONS = 1 << 20;

  private SourceRules() {}

  static void bart(FolderConfig config) {
    config.expect("normalize_before", JsonValue.of(false));
    config.expect("normalize_embedding", JsonValue.of(true));
    config.expect("add_final_layer_norm", JsonValue.of(false));
    config.expect("static_position_embeddings", JsonValue.of(false));
    relatives(config);
  }

  static void mbart(FolderConfig config) {
    config.expect("normalize_before", JsonValue.of(true));
    config.expect("normalize_embedding", JsonValue.of(true));
    config.expect("add_final_layer_norm", JsonValue.of(true));
    config.expect("static_position_embeddings", JsonValue.of(false));
    relatives(config);
  }

  static void marian(FolderConfig config) {
    config.expect("normalize_before", JsonValue.of(false));
    config.expect("normalize_embedding", JsonValue.of(false));
    config.expect("add_final_layer_norm", JsonValue.of(false));
    relatives(config);
    int positions = config.count("max_position_embeddings", MOST_POSITIONS);
    int width = config.count("d_model", MOST_WIDTH);
    Sinusoids table = new Sinusoids(positions, width);
    config.put("enc.position_embd.weight", table.stored());
    config.put("dec.position_embd.weight", table.stored());
  }

  private static void relatives(FolderConfig config) {
    config.copy("context_length", "max_position_embeddings");
    config.copy("embedding_length", "d_model");
    part(config, "encoder");
    part(config, "decoder");
    if (config.isTrue("scale_embedding")) {
      int width = config.count("d_model", MOST_WIDTH);
      config.put("embedding_scale", "scale_embedding", JsonValue.of(Math.sqrt(width)));
    }
    String why = config.root().find("model_type").map(JsonField::asString).orElse("") + " has it";
    for (String part : new String[] {"enc.", "dec."}) {
      for (String name : new String[] {"attn_q", "attn_k", "attn_v", "attn_o"}) {
        config.require(why, part + name + ".bias");
      }
      config.require(why, part + "ffn_up.bias", part + "ffn_down.bias");
    }
    for (String name : new String[] {"q", "k", "v", "o"}) {
      config.require(why, "dec.cross_attn_" + name + ".bias");
    }
    config.tiedAsStored();
  }

  private static void part(FolderConfig config, String part) {
    config.copy(part + ".embedding_length", "d_model");
    config.copy(part + ".block_count", part + "_layers");
    config.copy(part + ".attention.head_count", part + "_attention_heads");
    config.copy(part + ".feed_forward_length", part + "_ffn_dim");
    config.put(part + ".attention.layer_norm_epsilon", "layer norms", JsonValue.of(EPSILON));
    activation(config, part + ".activation", "activation_function", "gelu");
  }

  /** The name of an activation, of those that compute the same the usual one. */
  static void activation(FolderConfig config, String key, String member, String absent) {
    String name = config.root().find(member).map(JsonField::asString).orElse(absent);
    String usual =
        switch (name) {
          case "gelu_pytorch_tanh", "gelu_fast" -> "gelu_new";
          case "gelu_python" -> "gelu";
          case "swish" -> "silu";
          default -> name;
        };
    config.put(key, member, JsonValue.of(usual));
  }
}
