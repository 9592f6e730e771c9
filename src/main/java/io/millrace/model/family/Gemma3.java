package io.millrace.model.family;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.model.DecoderBlock;
import io.millrace.model.DecoderParts;
import io.millrace.model.Family;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.Positions;
import io.millrace.model.SelfAttention;
import io.millrace.model.Weights;
import java.util.List;

/**
 * Gemma 3: five layers with a window and a rotary base of their own to each that sees everything,
 * norms of each query and key head. arXiv:2503.19786.
 */
final class Gemma3 implements Family {

  /** Layers of the one size (27 B) whose scale follows the model's width, not its heads. */
  private static final int LAYERS_OF_LARGEST = 62;

  @Override
  public List<String> architectures() {
    return List.of("gemma3");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    int d = config.width();
    int e = config.headElements();
    DecoderParts parts = new DecoderParts(config, weights);
    Positions everywhere = parts.rotary(1e6f);
    Positions nearby = parts.unscaledRotary(config.rotaryBase("rope.freq_base_swa", 10000f));
    return parts.decoder(
        parts.embedding((float) Math.sqrt(d), everywhere),
        parts.blocks(
            (layer, i) ->
                new DecoderBlock(
                    layer.rmsNorm("attn_norm", d),
                    new SelfAttention(
                        layer.projections(),
                        layer.rmsNorm("attn_q_norm", e),
                        layer.rmsNorm("attn_k_norm", e),
                        isGlobal(config, i) ? everywhere : nearby,
                        attention(config, i),
                        i),
                    layer.rmsNorm("post_attention_norm", d),
                    layer.rmsNorm("ffn_norm", d),
                    layer.gated(Activation.GELU_TANH),
                    layer.rmsNorm("post_ffw_norm", d))),
        parts.unembedding(
            parts.rmsNorm("output_norm", d), config.softCap("final_logit_softcapping", 0f)));
  }

  private static AttentionSpec attention(Hyperparameters config, int layer) {
    int window = isGlobal(config, layer) ? AttentionSpec.NO_WINDOW : config.window(1024);
    float cap = config.softCap("attn_logit_softcapping", 0f);
    float scale = config.attentionScale(LAYERS_OF_LARGEST);
    return new AttentionSpec(config.heads(), scale, cap, window, AttentionSpec.Mask.CAUSAL);
  }

  /** Every sixth layer, unless the file gives another period or names the windowed layers. */
  private static boolean isGlobal(Hyperparameters config, int layer) {
    String key = "attention.sliding_window_pattern";
    List<Integer> pattern = config.integers(key);
    if (pattern.size() > 1) {
      if (pattern.size() != config.layers()) {
        throw config.wrong(key, pattern, "one entry a layer");
      }
      return pattern.get(layer) == 0;
    }
    int period = pattern.isEmpty() ? 6 : pattern.get(0);
    if (period < 1) {
      throw config.wrong(key, period, "1 or more");
    }
    return (layer + 1) % period == 0;
  }
}
