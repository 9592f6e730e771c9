package io.millrace.model.family;

import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.PositionBias;
import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderParts;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.RelativeBuckets;
import io.millrace.model.Weights;
import java.util.List;

/**
 * MPNet: RoBERTa without types of tokens, with a bias by distance that all layers share. Song et
 * al., arXiv:2004.09297.
 */
final class MpNet implements EncoderFamily {

  private static final RelativeBuckets BUCKETS = new RelativeBuckets(32, 128, Mask.FULL);

  @Override
  public List<String> architectures() {
    return List.of("mpnet");
  }

  @Override
  public EncoderNetwork build(Hyperparameters config, Weights weights) {
    EncoderParts parts = new EncoderParts(config, weights);
    PositionBias bias = BUCKETS.bias(weights, "attn_rel_b.weight", config.heads());
    return parts.encoder(parts.embedding(), parts.layers(bias));
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.TANH;
  }
}
