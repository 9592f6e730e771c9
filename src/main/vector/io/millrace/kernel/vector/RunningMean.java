package io.millrace.kernel.vector;

import io.millrace.kernel.BlockLayout;
import java.util.Arrays;

/** The weighted mean of a query's values so far, as numerics.md 4 makes it. */
final class RunningMean {

  /** Scores of a block, and room for one vector behind them. */
  static final int WEIGHTS = BlockLayout.POSITIONS + Softmax.SUMS;

  private static final int BLOCK = BlockLayout.POSITIONS;
  private static final int SEGMENT_BLOCKS = BlockLayout.SEGMENT / BLOCK;

  private final float[] acc;
  private final int first;
  private final float[] lanes = new float[Softmax.SUMS];
  private float maximum = Float.NEGATIVE_INFINITY;
  private boolean fresh = true;
  private int segment = -1;

  private final float[] wholeAcc;
  private boolean merged;
  private float wholeMaximum;
  private float wholeDenominator;

  /** A mean of e elements, whose sums others add to {@code acc} from {@code first} on. */
  RunningMean(float[] acc, int first, int e) {
    this.acc = acc;
    this.first = first;
    wholeAcc = new float[e];
  }

  /**
   * Turns the scores of a block into weights relative to the new maximum, and rescales what there
   * is.
   *
   * @param weights {@link #WEIGHTS} elements, of which the first 64 are scores, negative infinity
   *     where a key is not seen
   */
  void weigh(int block, float[] weights) {
    if (block / SEGMENT_BLOCKS != segment) {
      endSegment();
      segment = block / SEGMENT_BLOCKS;
    }
    float largest = Math.max(maximum, Softmax.largest(weights, BLOCK));
    boolean same = fresh || largest == maximum;
    Arrays.fill(weights, BLOCK, WEIGHTS, maximum);
    Softmax.exp(weights, WEIGHTS, largest);
    float correction = same ? 1f : weights[BLOCK];
    fresh = false;
    maximum = largest;
    if (correction != 1f) {
      scale(acc, first, wholeAcc.length, correction);
      scale(lanes, 0, lanes.length, correction);
    }
    Softmax.add(weights, BLOCK, lanes);
  }

  private static void scale(float[] x, int first, int length, float factor) {
    for (int i = first; i < first + length; i++) {
      x[i] *= factor;
    }
  }

  /** Merges a finished segment into those before it, and starts afresh. */
  private void endSegment() {
    if (segment < 0) {
      return;
    }
    float denominator = Softmax.sum(lanes);
    if (merged) {
      merge(denominator);
    } else {
      merged = true;
      System.arraycopy(acc, first, wholeAcc, 0, wholeAcc.length);
      wholeMaximum = maximum;
      wholeDenominator = denominator;
    }
    Arrays.fill(acc, first, first + wholeAcc.length, 0f);
    Arrays.fill(lanes, 0f);
    maximum = Float.NEGATIVE_INFINITY;
    fresh = true;
  }

  private void merge(float denominator) {
    float largest = Math.max(wholeMaximum, maximum);
    float[] factors = new float[Softmax.SUMS];
    factors[0] = wholeMaximum;
    factors[1] = maximum;
    Softmax.exp(factors, factors.length, largest);
    float a = factors[0];
    float b = factors[1];
    for (int i = 0; i < wholeAcc.length; i++) {
      wholeAcc[i] = Math.fma(acc[first + i], b, wholeAcc[i] * a);
    }
    wholeDenominator = Math.fma(denominator, b, wholeDenominator * a);
    wholeMaximum = largest;
  }

  /** Ends the last segment and returns the mean. */
  float[] end() {
    endSegment();
    float inverse = 1f / wholeDenominator;
    for (int i = 0; i < wholeAcc.length; i++) {
      wholeAcc[i] = Math.fma(wholeAcc[i], inverse, 0f);
    }
    return wholeAcc;
  }
}
