package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderParts;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Weights;
import java.util.List;

/** ELECTRA: BERT with another head. Clark et al., arXiv:2003.10555. */
final class Electra implements EncoderFamily {

  @Override
  public List<String> architectures() {
    return List.of("electra");
  }

  @Override
  public EncoderNetwork build(Hyperparameters config, Weights weights) {
    EncoderParts parts = new EncoderParts(config, weights);
    return parts.encoder(parts.embedding(), parts.layers());
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.GELU;
  }
}
