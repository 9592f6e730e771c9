package io.millrace.kernel.jvm;

import io.millrace.kernel.Draws;
import java.util.Arrays;

/**
 * A draw with top_p or min_p, and without top_k, among all elements of a row: what {@link
 * RankedDraw} would choose if it were given the whole ranking, without sorting it.
 *
 * <p>Elements go into buckets by their distance from the best one; whole buckets are kept or passed
 * by their weight, and only the buckets in which the choice ends are ranked.
 */
final class HistogramDraw {

  private static final int BUCKETS = 4096;
  private static final float PER_UNIT = BUCKETS / DrawWeight.REACH;

  private final float[] logits;
  private final int c;
  private final Draws.Filter filter;
  private final DrawWeight weight;
  private final long[] weights = new long[BUCKETS];

  /**
   * @param logits of which the first {@code c} are the row
   * @param best the largest of them
   */
  HistogramDraw(float[] logits, int c, float best, Draws.Filter filter) {
    this.logits = logits;
    this.c = c;
    this.filter = filter;
    weight = DrawWeight.of(filter, best);
    for (int column = 0; column < c; column++) {
      float distance = weight.distance(logits[column]);
      if (distance < DrawWeight.REACH) {
        weights[bucket(distance)] += weight(logits[column]);
      }
    }
  }

  /**
   * Draws.
   *
   * @param total the weight of everything in units of the best, if the filter shares it
   * @param uniform a number in [0, 1)
   * @return as {@link RankKey}
   */
  long draw(double total, double uniform) {
    double all = filter.sharesAll() ? total * DrawWeight.ONE : sum();
    double share = filter.topP() < 1 ? filter.topP() * all : Double.POSITIVE_INFINITY;
    long kept = kept(share);
    return find(Math.min(uniform * kept, Math.nextDown((double) kept)));
  }

  /** The weight of the fewest best elements that reach a share. */
  private long kept(double share) {
    long sum = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (sum + weights[bucket] >= share) {
        for (long key : ranked(bucket)) {
          sum += weight(RankKey.logit(key));
          if (sum >= share) {
            return sum;
          }
        }
      } else {
        sum += weights[bucket];
      }
    }
    return sum;
  }

  /** The element at which the running weight passes a point, which is below the weight of all. */
  private long find(double point) {
    int bucket = 0;
    long sum = weights[0];
    while (sum <= point) {
      sum += weights[++bucket];
    }
    sum -= weights[bucket];
    for (long key : ranked(bucket)) {
      sum += weight(RankKey.logit(key));
      if (sum > point) {
        return key;
      }
    }
    throw new AssertionError("bucket " + bucket + " weighs less than its elements");
  }

  private long[] ranked(int bucket) {
    long[] keys = new long[64];
    int size = 0;
    for (int column = 0; column < c; column++) {
      float distance = weight.distance(logits[column]);
      if (distance < DrawWeight.REACH && bucket(distance) == bucket) {
        keys = size == keys.length ? Arrays.copyOf(keys, 2 * size) : keys;
        keys[size++] = RankKey.of(logits[column], column);
      }
    }
    Arrays.sort(keys, 0, size);
    return Arrays.copyOf(keys, size);
  }

  private double sum() {
    return Arrays.stream(weights).sum();
  }

  private static int bucket(float distance) {
    return (int) (distance * PER_UNIT);
  }

  private long weight(float logit) {
    return weight.exponential(logit) >= filter.minP() ? weight.weight(logit) : 0;
  }
}
