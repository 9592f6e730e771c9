package io.millrace.decoding;

import java.util.OptionalInt;

/**
 * Takes ranked tokens through the filters and draws among those that are kept.
 *
 * <p>Weights are those of {@link TokenWeight}. Survivors are the first k of top_k up to the first
 * whose {@code exp(x - x0)} is below min_p. Kept are the fewest survivors whose weights reach top_p
 * times the weight of all survivors. Without top_k and min_p everything survives, and the weight of
 * everything is given.
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
    ranking.reaches(0);
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
   * @param total the weight of everything in units of the best, if {@link #needsTotal}
   * @param uniform a number in [0, 1)
   * @return a rank, or empty if tokens beyond the ranking would have to be known
   */
  OptionalInt draw(double total, double uniform) {
    boolean everythingSurvives = needsTotal(options);
    int survivors = everythingSurvives ? Integer.MAX_VALUE : survivors();
    if (survivors < limit() && !isKnown(survivors)) {
      return OptionalInt.empty();
    }
    double all = everythingSurvives ? total * TokenWeight.ONE : weight(survivors);
    double share = options.topP() < 1 ? options.topP() * all : Double.POSITIVE_INFINITY;
    long keptWeight = 0;
    int kept = 0;
    while (kept < survivors && keptWeight < share && ranking.reaches(kept)) {
      keptWeight += weightOf(kept++);
    }
    if (kept < survivors && keptWeight < share && !isKnown(kept)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(find(kept, uniform * keptWeight));
  }

  /** Whether it is known what stands at a rank, or that nothing does. */
  private boolean isKnown(int rank) {
    return ranking.reaches(rank) || ranking.complete();
  }

  private int limit() {
    return options.topK() == 0 ? Integer.MAX_VALUE : options.topK();
  }

  private int survivors() {
    int end = limit();
    int survivors = 0;
    while (survivors < end
        && ranking.reaches(survivors)
        && exponential(survivors) >= options.minP()) {
      survivors++;
    }
    return survivors;
  }

  private double weight(int count) {
    long sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += weightOf(rank);
    }
    return sum;
  }

  /** The rank at which the running weight passes a point; the last with weight if none. */
  private int find(int count, double point) {
    long sum = 0;
    int last = 0;
    for (int rank = 0; rank < count; rank++) {
      long weight = weightOf(rank);
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

  private long weightOf(int rank) {
    return TokenWeight.of(exponential(rank));
  }

  private float exponential(int rank) {
    return Exponential.of(ranking.logit(rank) * inverseTemperature - first);
  }
}
