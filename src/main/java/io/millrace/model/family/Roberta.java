package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderParts;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Weights;
import java.util.List;

/**
 * RoBERTa, XLM-RoBERTa and CamemBERT: BERT whose positions begin behind that of padding. Liu et
 * al., arXiv:1907.11692.
 */
final class Roberta implements EncoderFamily {

  @Override
  public List<String> architectures() {
    return List.of("roberta");
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
