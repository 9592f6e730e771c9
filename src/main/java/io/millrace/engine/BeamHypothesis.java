package io.millrace.engine;

import java.util.List;

/**
 * A continuation that a beam search found.
 *
 * @param tokens in order, the end token included, with their log-probabilities
 * @param score the sum of the log-probabilities after bias and penalties, divided by a power of the
 *     length
 * @param cause {@link StopCause#END_TOKEN} or {@link StopCause#LENGTH}
 */
public record BeamHypothesis(List<TokenScore> tokens, float score, StopCause cause) {
  public BeamHypothesis {
    tokens = List.copyOf(tokens);
  }
}
