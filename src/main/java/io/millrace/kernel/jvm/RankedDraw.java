package io.millrace.kernel.jvm;

import io.millrace.kernel.Draws;

/**
 * A draw among the first k elements of a row in rank.
 *
 * <p>Survivors are the first of them up to the first whose {@code exp(x - x0)} is below min_p. Kept
 * are the fewest survivors whose weights reach top_p times the weight of all survivors.
 */
final class RankedDraw {

  private final long[] keys;
  private final Draws.Filter filter;
  private final DrawWeight weight;

  /**
   * @param keys of the first k, as {@link RankKey} makes them, ascending
   */
  RankedDraw(long[] keys, Draws.Filter filter) {
    this.keys = keys;
    this.filter = filter;
    weight = DrawWeight.of(filter, RankKey.logit(keys[0]));
  }

  /** The key at which the running weight passes {@code uniform} times the weight that is kept. */
  long draw(double uniform) {
    int survivors = 0;
    long all = 0;
    while (survivors < keys.length && exponential(survivors) >= filter.minP()) {
      all += weightOf(survivors++);
    }
    double share = filter.topP() < 1 ? filter.topP() * (double) all : Double.POSITIVE_INFINITY;
    long kept = 0;
    for (int rank = 0; rank < survivors && kept < share; rank++) {
      kept += weightOf(rank);
    }
    double point = Math.min(uniform * kept, Math.nextDown((double) kept));
    long sum = 0;
    int rank = -1;
    while (sum <= point) {
      sum += weightOf(++rank);
    }
    return keys[rank];
  }

  private float exponential(int rank) {
    return weight.exponential(RankKey.logit(keys[rank]));
  }

  private long weightOf(int rank) {
    return weight.weight(RankKey.logit(keys[rank]));
  }
}
