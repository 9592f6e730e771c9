package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderParts;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Weights;
import java.util.List;

/**
 * BERT: learned positions, types of tokens, norms behind each part. Devlin et al.,
 * arXiv:1810.04805.
 */
final class Bert implements EncoderFamily {

  @Override
  public List<String> architectures() {
    return List.of("bert");
  }

  @Override
  public EncoderNetwork build(Hyperparameters config, Weights weights) {
    EncoderParts parts = new EncoderParts(config, weights);
    return parts.encoder(parts.embedding(), parts.layers());
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.TANH;
  }
}
