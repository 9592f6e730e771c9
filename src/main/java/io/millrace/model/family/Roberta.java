package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.HeadFunction;
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
  public HeadFunction headFunction() {
    return HeadFunction.TANH;
  }
}
