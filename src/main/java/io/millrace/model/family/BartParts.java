package io.millrace.model.family;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.PackedWeight;
import io.millrace.model.CrossAttention;
import io.millrace.model.CrossBlock;
import io.millrace.model.DecoderParts;
import io.millrace.model.Embedding;
import io.millrace.model.EncoderBlock;
import io.millrace.model.EncoderDecoder;
import io.millrace.model.EncoderStack;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.Norm;
import io.millrace.model.NormPlacement;
import io.millrace.model.Positions;
import io.millrace.model.SelfAttention;
import io.millrace.model.Unembedding;
import io.millrace.model.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts that BART and its relatives are made of: biases everywhere, layer norms, a vector for
 * each position, a plain feed-forward part. Tensors have the names that T5 has in GGUF files.
 *
 * @param config its parts {@code encoder} and {@code decoder} have hyperparameters of their own
 * @param weights named {@code enc.…} and {@code dec.…}
 */
record BartParts(Hyperparameters config, Weights weights) {

  private static final String EMBEDDING = "token_embd.weight";

  /**
   * How the relatives differ.
   *
   * @param placement where blocks normalize
   * @param embeddingNorm the norm of embeddings, or empty for none
   * @param outputNorm the norm behind the last block, or empty for none
   * @param unusedPositions rows in front of the first position's
   */
  record Form(
      NormPlacement placement, String embeddingNorm, String outputNorm, int unusedPositions) {}

  Network network(Form form) {
    return new EncoderDecoder(source(form), target(form), weights);
  }

  private EncoderDecoder.Source source(Form form) {
    Hyperparameters own = config.part("encoder");
    DecoderParts parts = all().part("enc.", own);
    List<EncoderBlock> blocks = new ArrayList<>();
    for (int i = 0; i < own.layers(); i++) {
      blocks.add(encoderBlock(parts.layer(i), own, form));
    }
    return new EncoderDecoder.Source(
        embedding(parts, form, "enc.", "dec."),
        norm(parts, form.embeddingNorm()),
        new EncoderStack(blocks, norm(parts, form.outputNorm())),
        config.contextLength());
  }

  private EncoderDecoder.Target target(Form form) {
    Hyperparameters own = config.part("decoder");
    DecoderParts parts = all().part("dec.", own);
    List<CrossBlock> blocks = new ArrayList<>();
    for (int i = 0; i < own.layers(); i++) {
      blocks.add(decoderBlock(parts.layer(i), own, form, i));
    }
    PackedWeight head =
        all().has("output.weight") ? all().table("output.weight") : table("dec.", "enc.");
    return new EncoderDecoder.Target(
        embedding(parts, form, "dec.", "enc."),
        norm(parts, form.embeddingNorm()),
        blocks,
        new Unembedding(norm(parts, form.outputNorm()), head, 0f),
        all().bias("output.bias", head.m()),
        config.contextLength());
  }

  private EncoderBlock encoderBlock(DecoderParts layer, Hyperparameters own, Form form) {
    int d = own.width();
    return new EncoderBlock(
        form.placement(),
        attention(layer, own.full(), 0),
        layer.layerNorm("attn_norm", d),
        layer.plain(own.activation("activation")),
        layer.layerNorm("ffn_norm", d));
  }

  private CrossBlock decoderBlock(DecoderParts layer, Hyperparameters own, Form form, int i) {
    int d = own.width();
    return new CrossBlock(
        form.placement(),
        attention(layer, own.causal(AttentionSpec.NO_WINDOW), i),
        layer.layerNorm("attn_norm", d),
        new CrossAttention(layer.attention("cross_attn"), own.full(), i),
        layer.layerNorm("cross_attn_norm", d),
        layer.plain(own.activation("activation")),
        layer.layerNorm("ffn_norm", d));
  }

  private static SelfAttention attention(DecoderParts layer, AttentionSpec spec, int cacheLayer) {
    return new SelfAttention(
        layer.attention("attn"), Norm.none(), Norm.none(), new Positions.None(), spec, cacheLayer);
  }

  private Embedding embedding(DecoderParts parts, Form form, String own, String other) {
    Positions positions = parts.learnedPositions(form.unusedPositions(), config.contextLength());
    float factor = config.positive("embedding_scale", 1f);
    return new Embedding(table(own, other), factor, positions);
  }

  /** A side's own table, else the one that both share, under whichever name it was kept. */
  private PackedWeight table(String own, String other) {
    for (String name : List.of(own + EMBEDDING, EMBEDDING, other + EMBEDDING)) {
      if (all().has(name)) {
        return all().table(name);
      }
    }
    return all().table(all().has("output.weight") ? "output.weight" : EMBEDDING);
  }

  private Norm norm(DecoderParts parts, String name) {
    return name.isEmpty() ? Norm.none() : parts.layerNorm(name, config.width());
  }

  private DecoderParts all() {
    return new DecoderParts(config, weights);
  }
}
