package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;

/** How {@code config.json} is read in families with an encoder and a decoder. */
final class SourceRules {

  static final String GATED = "gated-";

  private static final String FEED_FORWARD = "feed_forward_proj";
  private static final double EPSILON = 1e-5; // of norms that have no setting of their own

  /** Positions of models that know distances only; published ones were trained on 512. */
  private static final int MOST_DISTANT = 4096;

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

  /** Where no setting says, the head is scaled as that of the first models is. */
  static void t5(FolderConfig config) {
    distances(config);
    boolean untied =
        config.root().find("tie_word_embeddings").map(f -> !f.asBoolean()).orElse(false);
    boolean scales =
        config.root().find("scale_decoder_outputs").map(JsonField::asBoolean).orElse(!untied);
    int width = config.count("d_model", MOST_WIDTH);
    double factor = scales ? 1 / Math.sqrt(width) : 1;
    config.put("logit_scale", "scale_decoder_outputs", JsonValue.of(factor));
  }

  static void mt5(FolderConfig config) {
    distances(config);
    config.put("logit_scale", "scale_decoder_outputs", JsonValue.of(1));
  }

  private static void distances(FolderConfig config) {
    config.put("context_length", "n_positions", JsonValue.of(MOST_DISTANT));
    config.copy("embedding_length", "d_model");
    config.copy("block_count", "num_layers");
    config.copy("encoder.block_count", "num_layers");
    config.copy("decoder.block_count", "num_decoder_layers");
    config.copy("decoder_block_count", "num_decoder_layers");
    config.copy("attention.head_count", "num_heads");
    config.copy("attention.key_length", "d_kv", JsonValue.of(64));
    config.copy("feed_forward_length", "d_ff");
    config.copy("attention.layer_norm_rms_epsilon", "layer_norm_epsilon", JsonValue.of(1e-6));
    config.copy(
        "attention.relative_buckets_count", "relative_attention_num_buckets", JsonValue.of(32));
    config.copy(
        "attention.relative_max_distance", "relative_attention_max_distance", JsonValue.of(128));
    feedForward(config, feedForward(config.family(), config.root()));
    config.tiedIfMissing();
  }

  private static void feedForward(FolderConfig config, String form) {
    boolean gated = form.startsWith(GATED);
    String name = gated ? form.substring(GATED.length()) : form;
    String usual = form.equals("gated-gelu") ? "gelu_new" : usual(name);
    config.put("activation", FEED_FORWARD, JsonValue.of(usual));
    if (gated) {
      config.require(FEED_FORWARD + " is " + form, "enc.ffn_gate.weight", "dec.ffn_gate.weight");
    }
  }

  /** The form of the feed-forward part that a config names. */
  static String feedForward(FolderFamily family, JsonField root) {
    String absent = family.modelType().equals("mt5") ? "gated-gelu" : "relu";
    return root.find(FEED_FORWARD).map(JsonField::asString).orElse(absent);
  }

  private static void part(FolderConfig config, String part) {
    config.copy(part + ".embedding_length", "d_model");
    config.copy(part + ".block_count", part + "_layers");
    config.copy(part + ".attention.head_count", part + "_attention_heads");
    config.copy(part + ".feed_forward_length", part + "_ffn_dim");
    config.put(part + ".attention.layer_norm_epsilon", "layer norms", JsonValue.of(EPSILON));
    activation(config, part + ".activation", "activation_function", "gelu");
  }

  private static void activation(FolderConfig config, String key, String member, String absent) {
    String name = config.root().find(member).map(JsonField::asString).orElse(absent);
    config.put(key, member, JsonValue.of(usual(name)));
  }

  /** The usual name of an activation, where several compute the same. */
  private static String usual(String name) {
    return switch (name) {
      case "gelu_pytorch_tanh", "gelu_fast" -> "gelu_new";
      case "gelu_python" -> "gelu";
      case "swish" -> "silu";
      default -> name;
    };
  }
}
