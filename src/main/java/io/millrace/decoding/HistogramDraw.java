package io.millrace.decoding;

import java.util.Arrays;

/**
 * A draw with top_p or min_p, and without top_k, among all tokens of a row: what {@link RankedDraw}
 * would choose if it were given the whole ranking, without sorting it.
 *
 * <p>Tokens go into buckets by their distance from the best one; whole buckets are kept or passed
 * by their weight, and only the buckets in which the choice ends are ranked.
 */
final class HistogramDraw {

  private static final int BUCKETS = 4096;
  private static final float PER_UNIT = BUCKETS / TokenWeight.REACH;

  private final float[] logits;
  private final SamplingOptions options;
  private final float inverseTemperature;
  private final float first;
  private final long[] weights = new long[BUCKETS];

  /**
   * @param logits adjusted, of the whole vocabulary, in order of ids
   * @param best the largest of them
   */
  HistogramDraw(float[] logits, float best, SamplingOptions options) {
    this.logits = logits;
    this.options = options;
    inverseTemperature = RankedDraw.inverseTemperature(options);
    first = best * inverseTemperature;
    for (float logit : logits) {
      float distance = distance(logit);
      if (distance < TokenWeight.REACH) {
        weights[bucket(distance)] += weight(logit);
      }
    }
  }

  /**
   * Draws.
   *
   * @param total the weight of everything in units of the best, if {@link RankedDraw#needsTotal}
   * @param uniform a number in [0, 1)
   * @return as {@link RankKey}
   */
  long draw(double total, double uniform) {
    double all = RankedDraw.needsTotal(options) ? total * TokenWeight.ONE : sum();
    double share = options.topP() < 1 ? options.topP() * all : Double.POSITIVE_INFINITY;
    long kept = kept(share);
    return find(Math.min(uniform * kept, Math.nextDown((double) kept)));
  }

  /** The weight of the fewest best tokens that reach a share. */
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

  /** The token at which the running weight passes a point, which is below the weight of all. */
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
    throw new AssertionError("bucket " + bucket + " weighs less than its tokens");
  }

  private long[] ranked(int bucket) {
    long[] keys = new long[64];
    int size = 0;
    for (int id = 0; id < logits.length; id++) {
      float distance = distance(logits[id]);
      if (distance < TokenWeight.REACH && bucket(distance) == bucket) {
        keys = size == keys.length ? Arrays.copyOf(keys, 2 * size) : keys;
        keys[size++] = RankKey.of(logits[id], id);
      }
    }
    Arrays.sort(keys, 0, size);
    return Arrays.copyOf(keys, size);
  }

  private double sum() {
    return Arrays.stream(weights).sum();
  }

  private float distance(float logit) {
    return first - logit * inverseTemperature;
  }

  private static int bucket(float distance) {
    return (int) (distance * PER_UNIT);
  }

  private long weight(float logit) {
    float exponential = Exponential.of(logit * inverseTemperature - first);
    return exponential >= options.minP() ? TokenWeight.of(exponential) : 0;
  }
}
