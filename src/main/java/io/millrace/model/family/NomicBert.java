package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderParts;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Weights;
import java.util.List;

/**
 * Nomic BERT: BERT with rotated positions and gated feed-forward parts. Nussbaum et al.,
 * arXiv:2402.01613.
 */
final class NomicBert implements EncoderFamily {

  private static final float BASE = 10_000;

  @Override
  public List<String> architectures() {
    return List.of("nomic-bert");
  }

  @Override
  public EncoderNetwork build(Hyperparameters config, Weights weights) {
    config.refuseExperts();
    EncoderParts parts = new EncoderParts(config, weights);
    return parts.encoder(parts.rotatedEmbedding(), parts.rotatedLayers(BASE));
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.TANH;
  }
}
