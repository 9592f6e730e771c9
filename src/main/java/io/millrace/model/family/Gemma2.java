package io.millrace.model.family;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.model.DecoderBlock;
import io.millrace.model.DecoderParts;
import io.millrace.model.Family;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.Norm;
import io.millrace.model.Positions;
import io.millrace.model.SelfAttention;
import io.millrace.model.Weights;
import java.util.List;

/**
 * Gemma 2: every other layer sees a window, scores and logits are capped, and what a part gives is
 * normalized too. arXiv:2408.00118.
 */
final class Gemma2 implements Family {

  /** Layers of the one size (27 B) whose scale follows the model's width, not its heads. */
  private static final int LAYERS_OF_LARGEST = 46;

  @Override
  public List<String> architectures() {
    return List.of("gemma2");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    int d = config.width();
    DecoderParts parts = new DecoderParts(config, weights);
    Positions positions = parts.rotary(10000f);
    return parts.decoder(
        parts.embedding((float) Math.sqrt(d), positions),
        parts.blocks(
            (layer, i) ->
                new DecoderBlock(
                    layer.rmsNorm("attn_norm", d),
                    new SelfAttention(
                        layer.projections(),
                        Norm.none(),
                        Norm.none(),
                        positions,
                        attention(config, i),
                        i),
                    layer.rmsNorm("post_attention_norm", d),
                    layer.rmsNorm("ffn_norm", d),
                    layer.gated(Activation.GELU_TANH),
                    layer.rmsNorm("post_ffw_norm", d))),
        parts.unembedding(
            parts.rmsNorm("output_norm", d), config.softCap("final_logit_softcapping", 30f)));
  }

  private static AttentionSpec attention(Hyperparameters config, int layer) {
    int window = layer % 2 == 0 ? config.window(4096) : AttentionSpec.NO_WINDOW;
    float cap = config.softCap("attn_logit_softcapping", 50f);
    float scale = config.attentionScale(LAYERS_OF_LARGEST);
    return new AttentionSpec(config.heads(), scale, cap, window, AttentionSpec.Mask.CAUSAL);
  }
}
