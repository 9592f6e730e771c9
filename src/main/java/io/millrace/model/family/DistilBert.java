package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.HeadFunction;
import java.util.List;

/** DistilBERT: BERT without types of tokens. Sanh et al., arXiv:1910.01108. */
final class DistilBert implements EncoderFamily {

  @Override
  public List<String> architectures() {
    return List.of("distilbert");
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.RELU;
  }
}
