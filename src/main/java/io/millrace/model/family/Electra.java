package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.HeadFunction;
import java.util.List;

/** ELECTRA: BERT with another head. Clark et al., arXiv:2003.10555. */
final class Electra implements EncoderFamily {

  @Override
  public List<String> architectures() {
    return List.of("electra");
  }

  @Override
  public HeadFunction headFunction() {
    return HeadFunction.GELU;
  }
}
