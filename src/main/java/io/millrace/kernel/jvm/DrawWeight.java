package io.millrace.kernel.jvm;

import io.millrace.kernel.Draws;

/**
 * How much an element weighs in a filtered draw: {@code exp(x - x0)}, where x is a logit times the
 * draw's factor and x0 the largest of the row, cut to a multiple of 2^-34.
 *
 * <p>Weights are integers, so that their sums are the same in any order and up to 2^18 of them are
 * exact in a double too.
 *
 * @param factor of the logits
 * @param first x0
 */
record DrawWeight(float factor, float first) {

  /** The weight of the best element. */
  static final double ONE = 0x1p34;

  /** Elements that are further from the best one weigh nothing. */
  static final float REACH = 24f;

  static DrawWeight of(Draws.Filter filter, float best) {
    return new DrawWeight(filter.factor(), best * filter.factor());
  }

  /** How far an element is from the best one. */
  float distance(float logit) {
    return first - logit * factor;
  }

  float exponential(float logit) {
    return Functions.exp(logit * factor - first);
  }

  long weight(float logit) {
    return (long) (exponential(logit) * ONE);
  }
}
