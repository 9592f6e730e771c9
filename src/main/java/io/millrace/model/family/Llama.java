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
 * Llama, and those built alike: Mistral, SmolLM, TinyLlama. Touvron et al., arXiv:2302.13971.
 *
 * <p>In the file, rows of queries and keys that are rotated as a pair stand side by side.
 */
final class Llama implements Family {

  @Override
  public List<String> architectures() {
    return List.of("llama");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    config.refuseExperts();
    int d = config.width();
    DecoderParts parts = new DecoderParts(config, weights);
    Positions positions = parts.rotary(10000f);
    AttentionSpec spec = config.causal(config.window(AttentionSpec.NO_WINDOW));
    return parts.decoder(
        parts.embedding(1f, positions),
        parts.blocks(
            (layer, i) ->
                DecoderBlock.preNorm(
                    layer.rmsNorm("attn_norm", d),
                    new SelfAttention(
                        layer.pairedProjections(config.rotaryPairs()),
                        Norm.none(),
                        Norm.none(),
                        positions,
                        spec,
                        i),
                    layer.rmsNorm("ffn_norm", d),
                    layer.gated(Activation.SILU))),
        parts.unembedding(parts.rmsNorm("output_norm", d), 0f));
  }
}
