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

/** GPT-2: learned positions, layer norms, biases everywhere, a plain feed-forward part. */
final class Gpt2 implements Family {

  @Override
  public List<String> architectures() {
    return List.of("gpt2");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    int d = config.width();
    DecoderParts parts = new DecoderParts(config, weights);
    AttentionSpec spec = config.causal(AttentionSpec.NO_WINDOW);
    return parts.decoder(
        parts.embedding(1f, parts.learnedPositions()),
        parts.blocks(
            (layer, i) ->
                DecoderBlock.preNorm(
                    layer.layerNorm("attn_norm", d),
                    new SelfAttention(
                        layer.fusedProjections(),
                        Norm.none(),
                        Norm.none(),
                        new Positions.None(),
                        spec,
                        i),
                    layer.layerNorm("ffn_norm", d),
                    layer.plain(Activation.GELU_TANH))),
        parts.unembedding(parts.layerNorm("output_norm", d), 0f));
  }
}
