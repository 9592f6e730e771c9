package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;

/**
 * How the {@code config.json} of each family of encoders is read. A member that is absent has the
 * value that {@code transformers} gives it, where published models rely on that.
 */
final class EncoderRules {

  private static final double EPSILON = 1e-12;
  private static final int MOST_IDS = 1 << 22;

  private EncoderRules() {}

  static void bert(FolderConfig config) {
    encoder(config);
    config.expect("position_embedding_type", "absolute");
    config.expect("is_decoder", JsonValue.of(false));
    config.copy("token_type_count", "type_vocab_size", JsonValue.of(2));
  }

  static void roberta(FolderConfig config) {
    bert(config);
    int padding = config.root().find("pad_token_id").map(id -> id.asInt(0, MOST_IDS)).orElse(1);
    config.put("position_offset", "pad_token_id", JsonValue.of(padding + 1L));
  }

  /** Embeddings that are narrower than the layers would be projected. */
  static void electra(FolderConfig config) {
    bert(config);
    int width = config.count("hidden_size", MOST_IDS);
    JsonField embedding =
        config.root().find("embedding_size").orElse(JsonValue.of(128).at("embedding_size"));
    if (embedding.asInt(1, MOST_IDS) != width) {
      throw embedding.wrong(width + " as hidden_size says; projected embeddings are not supported");
    }
  }

  /** Positions are looked up behind id 1, whatever id padding has. */
  static void mpNet(FolderConfig config) {
    encoder(config);
    config
        .root()
        .find("relative_attention_num_buckets")
        .filter(field -> field.asInt(1, MOST_IDS) != 32)
        .ifPresent(
            field -> {
              throw field.wrong("32; other numbers are not supported");
            });
    config.put("position_offset", "pad_token_id", JsonValue.of(2));
  }

  static void distilBert(FolderConfig config) {
    config.withoutHead();
    biases(config);
    config.copy("embedding_length", "dim", JsonValue.of(768));
    config.copy("block_count", "n_layers", JsonValue.of(6));
    config.copy("attention.head_count", "n_heads", JsonValue.of(12));
    config.copy("feed_forward_length", "hidden_dim", JsonValue.of(3072));
    config.copy("context_length", "max_position_embeddings", JsonValue.of(512));
    config.copy("hidden_act", "activation", JsonValue.of("gelu"));
    config.put("attention.layer_norm_epsilon", "layer_norm_eps", JsonValue.of(EPSILON));
  }

  private static void encoder(FolderConfig config) {
    config.withoutHead();
    biases(config);
    config.copy("embedding_length", "hidden_size");
    config.copy("block_count", "num_hidden_layers");
    config.copy("attention.head_count", "num_attention_heads");
    config.copy("feed_forward_length", "intermediate_size");
    config.copy("context_length", "max_position_embeddings");
    config.copy("hidden_act", "hidden_act", JsonValue.of("gelu"));
    config.copy("attention.layer_norm_epsilon", "layer_norm_eps", JsonValue.of(EPSILON));
  }

  private static void biases(FolderConfig config) {
    config.require(
        "all encoders have it",
        "attn_q.bias",
        "attn_k.bias",
        "attn_v.bias",
        "attn_output.bias",
        "ffn_up.bias",
        "ffn_down.bias");
  }
}
