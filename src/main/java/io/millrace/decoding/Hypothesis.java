package io.millrace.decoding;

import java.util.List;

/**
 * What a beam search found.
 *
 * @param tokens in order, the end token included; their log-probabilities are those by the raw
 *     logits
 * @param score the sum of the adjusted log-probabilities, divided by a power of the length
 */
public record Hypothesis(List<RowResult.Token> tokens, float score) {
  public Hypothesis {
    tokens = List.copyOf(tokens);
  }
}
