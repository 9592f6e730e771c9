package io.millrace.decoding;

/** How the probability of one row is spread over the stripes of its vocabulary. */
final class StripeMasses {

  private final float[] maxima;
  private final float[] sums;
  private float maximum = Float.NEGATIVE_INFINITY;

  StripeMasses(int stripes) {
    maxima = new float[stripes];
    sums = new float[stripes];
  }

  /** Sets a stripe's maximum M and its sum of {@code exp(x - M)}. */
  void set(int stripe, float stripeMaximum, float stripeSum) {
    maxima[stripe] = stripeMaximum;
    sums[stripe] = stripeSum;
    maximum = Math.max(maximum, stripeMaximum);
  }

  /** The maximum of all stripes. */
  float maximum() {
    return maximum;
  }

  /** The maximum of a stripe. */
  float maximum(int stripe) {
    return maxima[stripe];
  }

  /** The sum over all stripes of {@code exp(x - maximum)}. */
  double total() {
    double total = 0;
    for (int stripe = 0; stripe < maxima.length; stripe++) {
      total += mass(stripe);
    }
    return total;
  }

  /**
   * Finds where a point of the total lies.
   *
   * @param point 0 to {@link #total}, exclusive
   */
  Place find(double point) {
    double before = 0;
    Place last = new Place(0, 0);
    for (int stripe = 0; stripe < maxima.length; stripe++) {
      double mass = mass(stripe);
      if (mass > 0) {
        last = new Place(stripe, (point - before) / factor(stripe));
        if (before + mass > point) {
          break;
        }
      }
      before += mass;
    }
    return last;
  }

  /**
   * A stripe and a point in it.
   *
   * @param stripe its number
   * @param point in units of {@code exp(x - M)} with the stripe's own M
   */
  record Place(int stripe, double point) {}

  private double mass(int stripe) {
    return maxima[stripe] == Float.NEGATIVE_INFINITY ? 0 : sums[stripe] * (double) factor(stripe);
  }

  private float factor(int stripe) {
    return Exponential.of(maxima[stripe] - maximum);
  }
}
