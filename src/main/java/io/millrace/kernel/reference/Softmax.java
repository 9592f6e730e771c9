package io.millrace.kernel.reference;

/** A running weighted mean: the maximum score, the denominator and the sum of weighted values. */
final class Softmax {

  private final float[] denominator = new float[Lanes.COUNT];
  private final float[] sum;
  private final Chain chain;
  private float maximum = Float.NEGATIVE_INFINITY;
  private boolean empty = true;

  Softmax(int e, Chain chain) {
    sum = new float[e];
    this.chain = chain;
  }

  /** Adds the keys {@code first} to {@code last} of a block of 64. */
  void add(float[] scores, float[] values, int first, int last) {
    float largest = maximum;
    for (int j = first; j <= last; j++) {
      largest = Math.max(largest, scores[j]); // keeps NaN
    }
    float correction = empty || largest == maximum ? 1f : Functions.exp(maximum - largest);
    empty = false;
    maximum = largest;
    scale(correction);
    for (int i = 0; i < scores.length; i++) {
      int j = chain.operand(i, scores.length);
      if (j >= first && j <= last) {
        addKey(j, chain.round(Functions.exp(scores[j] - maximum)), values);
      }
    }
  }

  private void addKey(int j, float p, float[] values) {
    denominator[j % Lanes.COUNT] += p;
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Math.fma(p, values[j * sum.length + i], sum[i]);
    }
  }

  private void scale(float correction) {
    for (int i = 0; i < denominator.length; i++) {
      denominator[i] *= correction;
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] = chain.rescale(sum[i], correction);
    }
  }

  /** Ends this segment: adds its lanes up. */
  Part end() {
    return new Part(maximum, Lanes.sum(denominator), sum);
  }

  /**
   * A finished run of keys.
   *
   * @param maximum the largest score
   * @param denominator the sum of {@code exp(score - maximum)}
   * @param sum the values, weighted alike
   */
  record Part(float maximum, float denominator, float[] sum) {

    /** Joins the keys of this part and those of the next one. */
    Part merge(Part next) {
      float largest = Math.max(maximum, next.maximum);
      float a = Functions.exp(maximum - largest);
      float b = Functions.exp(next.maximum - largest);
      float[] merged = new float[sum.length];
      for (int i = 0; i < merged.length; i++) {
        merged[i] = Math.fma(next.sum[i], b, sum[i] * a);
      }
      return new Part(largest, Math.fma(next.denominator, b, denominator * a), merged);
    }

    /** The weighted mean. */
    float[] mean() {
      float inverse = 1f / denominator;
      float[] mean = new float[sum.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = Math.fma(sum[i], inverse, 0f);
      }
      return mean;
    }
  }
}
