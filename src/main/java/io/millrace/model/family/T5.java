package io.millrace.model.family;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.model.CrossAttention;
import io.millrace.model.CrossBlock;
import io.millrace.model.DecoderParts;
import io.millrace.model.Embedding;
import io.millrace.model.EncoderBlock;
import io.millrace.model.EncoderDecoder;
import io.millrace.model.EncoderStack;
import io.millrace.model.Family;
import io.millrace.model.FeedForward;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.Norm;
import io.millrace.model.NormPlacement;
import io.millrace.model.Positions;
import io.millrace.model.RelativeBuckets;
import io.millrace.model.SelfAttention;
import io.millrace.model.Unembedding;
import io.millrace.model.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * T5: a bias by distance in place of positions, scores that are not scaled, root-mean-square norms
 * in front of every part, no biases.
 */
final class T5 implements Family {

  private static final int MOST_LAYERS = 1 << 12;
  private static final String EMBEDDING = "token_embd.weight";
  private static final String HEAD = "output.weight";

  @Override
  public List<String> architectures() {
    return List.of("t5");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    return new EncoderDecoder(source(config, weights), target(config, weights), weights);
  }

  private static EncoderDecoder.Source source(Hyperparameters config, Weights weights) {
    DecoderParts all = new DecoderParts(config, weights);
    DecoderParts parts = all.part("enc.", config);
    AttentionSpec spec = spec(config, weights, "enc.", Mask.FULL);
    List<EncoderBlock> blocks = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      DecoderParts layer = parts.layer(i);
      blocks.add(
          new EncoderBlock(
              NormPlacement.BEFORE,
              attention(layer, spec, 0),
              layer.rmsNorm("attn_norm", config.width()),
              feedForward(layer, config),
              layer.rmsNorm("ffn_norm", config.width())));
    }
    Norm norm = parts.rmsNorm("output_norm", config.width());
    return new EncoderDecoder.Source(
        embedding(all, "enc."),
        Norm.none(),
        new EncoderStack(blocks, norm),
        config.contextLength());
  }

  private static EncoderDecoder.Target target(Hyperparameters config, Weights weights) {
    DecoderParts all = new DecoderParts(config, weights);
    DecoderParts parts = all.part("dec.", config);
    AttentionSpec spec = spec(config, weights, "dec.", Mask.CAUSAL);
    int layers = config.integer("decoder_block_count", config.layers());
    if (layers < 1 || layers > MOST_LAYERS) {
      throw config.wrong("decoder_block_count", layers, "1 to " + MOST_LAYERS);
    }
    List<CrossBlock> blocks = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      blocks.add(block(parts.layer(i), config, spec, i));
    }
    PackedWeight head = all.has(HEAD) ? all.table(HEAD) : embedding(all, "dec.").table();
    return new EncoderDecoder.Target(
        embedding(all, "dec."),
        Norm.none(),
        blocks,
        new Unembedding(outputNorm(config, parts, all), head, 0f),
        Bias.NONE,
        config.contextLength());
  }

  private static CrossBlock block(
      DecoderParts layer, Hyperparameters config, AttentionSpec spec, int i) {
    int d = config.width();
    return new CrossBlock(
        NormPlacement.BEFORE,
        attention(layer, spec, i),
        layer.rmsNorm("attn_norm", d),
        new CrossAttention(layer.attention("cross_attn"), unscaled(config, Mask.FULL), i),
        layer.rmsNorm("cross_attn_norm", d),
        feedForward(layer, config),
        layer.rmsNorm("ffn_norm", d));
  }

  /** The first layer's table of biases is that of all. */
  private static AttentionSpec spec(
      Hyperparameters config, Weights weights, String part, Mask mask) {
    int buckets = config.integer("attention.relative_buckets_count", 32);
    int farthest = config.integer("attention.relative_max_distance", 128);
    RelativeBuckets shared = new RelativeBuckets(buckets, farthest, mask);
    String name = part + "blk.0.attn_rel_b.weight";
    return unscaled(config, mask).withBias(shared.bias(weights, name, config.heads()));
  }

  private static AttentionSpec unscaled(Hyperparameters config, Mask mask) {
    return new AttentionSpec(config.heads(), 1f, 0f, AttentionSpec.NO_WINDOW, mask);
  }

  private static SelfAttention attention(DecoderParts layer, AttentionSpec spec, int cacheLayer) {
    return new SelfAttention(
        layer.attention("attn"), Norm.none(), Norm.none(), new Positions.None(), spec, cacheLayer);
  }

  private static FeedForward feedForward(DecoderParts layer, Hyperparameters config) {
    boolean gated = layer.has("ffn_gate.weight");
    Activation usual = gated ? Activation.GELU_TANH : Activation.RELU;
    Activation f =
        config.text("activation", "").isEmpty() ? usual : config.activation("activation");
    return gated ? layer.gated(f) : layer.plain(f);
  }

  private static Embedding embedding(DecoderParts all, String part) {
    String own = part + EMBEDDING;
    String name = all.has(own) ? own : EMBEDDING;
    return new Embedding(all.table(name), 1f, new Positions.None());
  }

  /**
   * The norm of the last hidden states; where the embeddings make the logits, their factor is in
   * it.
   */
  private static Norm outputNorm(Hyperparameters config, DecoderParts parts, DecoderParts all) {
    float tied = (float) (1 / Math.sqrt(config.width()));
    float factor = config.positive("logit_scale", all.has(HEAD) ? 1f : tied);
    return parts.rmsNorm("output_norm", config.width(), factor);
  }
}
