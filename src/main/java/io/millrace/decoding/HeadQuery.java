package io.millrace.decoding;

import io.millrace.kernel.Draws;
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
   * @param masses whether the spread of the probability over the stripes is wanted
   * @param inverseTemperature factor of the logits for {@code masses}
   * @param filtered the draw that is wanted of the whole row, or empty for none
   */
  record Draw(
      LogitChange adjustments,
      int best,
      boolean masses,
      float inverseTemperature,
      Optional<FilteredDraw> filtered) {}

  /** A draw with a filter: what it is made among, and its random number in [0, 1). */
  record FilteredDraw(Draws.Filter filter, double uniform) {}

  boolean wantsLogprobs() {
    return logprobs != SamplingOptions.NO_LOGPROBS;
  }
}
