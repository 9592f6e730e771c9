package io.millrace.decoding;

import java.util.OptionalInt;

/**
 * Takes ranked tokens through the filters and draws among those that are kept.
 *
 * <p>Weights are {@code w = exp(x - x0)} in f32, where x is a logit times the inverse temperature
 * and x0 the first of them; sums are in double, in rank order. Survivors are the first k of top_k
 * up to the first with a weight below min_p. Kept are the fewest survivors whose weights reach
 * top_p times the weight of all survivors. Without top_k and min_p everything survives, and the
 * weight of everything is given.
 */
final class RankedDraw {

  private final TokenRanking ranking;
  private final SamplingOptions options;
  private final float inverseTemperature;
  private final float first;

  RankedDraw(TokenRanking ranking, SamplingOptions options) {
    this.ranking = ranking;
    this.options = options;
    this.inverseTemperature = inverseTemperature(options);
    this.first = ranking.logit(0) * inverseTemperature;
  }

  /** The factor that applies a temperature. */
  static float inverseTemperature(SamplingOptions options) {
    return 1f / options.temperature();
  }

  /** Whether the weight of everything must be given. */
  static boolean needsTotal(SamplingOptions options) {
    return options.topP() < 1 && options.topK() == 0 && options.minP() == 0;
  }

  /**
   * Draws.
   *
   * @param total the weight of everything, if {@link #needsTotal}
   * @param uniform a number in [0, 1)
   * @return a rank, or empty if tokens beyond the ranking would have to be known
   */
  OptionalInt draw(double total, double uniform) {
    boolean everythingSurvives = needsTotal(options);
    int survivors = everythingSurvives ? ranking.size() : survivors();
    boolean more = survivors == ranking.size() && survivors < limit() && !ranking.complete();
    if (more && !everythingSurvives) {
      return OptionalInt.empty();
    }
    double all = everythingSurvives ? total : weight(survivors);
    double share = options.topP() < 1 ? options.topP() * all : Double.POSITIVE_INFINITY;
    double keptWeight = 0;
    int kept = 0;
    while (kept < survivors && keptWeight < share) {
      keptWeight += weightOf(kept++);
    }
    if (more && keptWeight < share) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(find(kept, uniform * keptWeight));
  }

  private int limit() {
    return options.topK() == 0 ? Integer.MAX_VALUE : options.topK();
  }

  private int survivors() {
    int end = Math.min(ranking.size(), limit());
    int survivors = 0;
    while (survivors < end && weightOf(survivors) >= options.minP()) {
      survivors++;
    }
    return survivors;
  }

  private double weight(int count) {
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += weightOf(rank);
    }
    return sum;
  }

  /** The rank at which the running weight passes a point; the last with weight if none. */
  private int find(int count, double point) {
    double sum = 0;
    int last = 0;
    for (int rank = 0; rank < count; rank++) {
      float weight = weightOf(rank);
      sum += weight;
      if (weight > 0) {
        last = rank;
      }
      if (sum > point) {
        break;
      }
    }
    return last;
  }

  private float weightOf(int rank) {
    return Exponential.of(ranking.logit(rank) * inverseTemperature - first);
  }
}
