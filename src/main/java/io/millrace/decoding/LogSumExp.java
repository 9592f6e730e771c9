package io.millrace.decoding;

/**
 * The logarithm of a sum of exponentials over the vocabulary, from the maxima and sums of its
 * stripes in ascending order; {@code numerics.md} 3.
 */
final class LogSumExp {

  private float maximum = Float.NEGATIVE_INFINITY;
  private float sum;

  /** Merges the next stripe: its maximum M and its sum of {@code exp(x - M)}. */
  void add(float stripeMaximum, float stripeSum) {
    if (stripeMaximum == Float.NEGATIVE_INFINITY) {
      return; // nothing in it has mass, and its sum is not a number
    }
    if (maximum == Float.NEGATIVE_INFINITY) {
      maximum = stripeMaximum;
      sum = stripeSum;
      return;
    }
    float larger = Math.max(maximum, stripeMaximum);
    float a = Exponential.of(maximum - larger);
    float b = Exponential.of(stripeMaximum - larger);
    sum = Math.fma(stripeSum, b, sum * a);
    maximum = larger;
  }

  /** The result, rounded once. */
  float value() {
    return (float) (maximum + StrictMath.log((double) sum));
  }
}
