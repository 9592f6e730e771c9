package io.millrace.decoding;

/**
 * How much tokens weigh in a filtered draw: {@code exp(x - x0)}, where x is a logit times the
 * inverse temperature and x0 the largest of the row, cut to a multiple of 2^-34.
 *
 * <p>Weights are integers, so that their sums are the same in any order and up to 2^18 of them are
 * exact in a double too.
 */
final class TokenWeight {

  /** The weight of the best token. */
  static final double ONE = 0x1p34;

  /** Tokens that are further from the best one weigh nothing. */
  static final float REACH = 24f;

  private TokenWeight() {}

  /**
   * The weight of a token.
   *
   * @param exponential {@code exp(x - x0)}, 0 to 1
   */
  static long of(float exponential) {
    return (long) (exponential * ONE);
  }
}
