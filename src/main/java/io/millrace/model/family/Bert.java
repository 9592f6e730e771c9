package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import io.millrace.model.HeadFunction;
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
  public HeadFunction headFunction() {
    return HeadFunction.TANH;
  }
}
