package io.millrace.decoding;

import java.util.Optional;

/**
 * What is wanted of one row of logits; what nobody wants is not computed.
 *
 * @param target id whose raw logit is wanted, or {@link #NO_TARGET}
 * @param logprobs how many of the best raw logits are wanted beside the log-sum-exp, or {@link
 *     SamplingOptions#NO_LOGPROBS} for neither
 * @param draw what is wanted of the adjusted logits, or empty for nothing
 */
record HeadQuery(int target, int logprobs, Optional<Draw> draw) {

  static final int NO_TARGET = -1;

  /**
   * What is wanted of the logits after bias and penalties.
   *
   * @param adjustments which logits change
   * @param best how many of the best are wanted, 0 for none
   * @param candidates how many of the best of each stripe are wanted, 0 for none
   * @param whole whether all of them are wanted, in case the candidates do not suffice
   * @param masses whether the spread of the probability over the stripes is wanted
   * @param inverseTemperature factor of the logits for {@code masses}
   */
  record Draw(
      LogitChange adjustments,
      int best,
      int candidates,
      boolean whole,
      boolean masses,
      float inverseTemperature) {}

  boolean wantsLogprobs() {
    return logprobs != SamplingOptions.NO_LOGPROBS;
  }
}
