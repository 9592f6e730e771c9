package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderParts;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Weights;
import java.util.List;

/** DistilBERT: BERT without types of tokens. Sanh et al., arXiv:1910.01108. */
final class DistilBert implements EncoderFamily {

  @Override
  public List<String> architectures() {
    return List.of("distilbert");
  }

  @Override
  public EncoderNetwork build(Hyperparameters config, Weights weights) {
    EncoderParts parts = new EncoderParts(config, weights);
    return parts.encoder(parts.embedding(), parts.layers());
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.RELU;
  }
}
