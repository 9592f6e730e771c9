package io.millrace.kernel.jvm;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.DataType;
import java.util.Arrays;

/** A query on its way over the keys it sees: running maximum, denominator and weighted values. */
final class Query {

  private static final int BLOCK = BlockLayout.POSITIONS;
  private static final int SEGMENT_BLOCKS = BlockLayout.SEGMENT / BLOCK;

  private final float[] query;
  private final float softCap;
  private final boolean paired;
  private final Sight sight;

  private final float[] scores = new float[BLOCK];
  private final float[] lanes = new float[Lanes.COUNT];
  private float[] acc;
  private float maximum = Float.NEGATIVE_INFINITY;
  private boolean fresh = true;
  private int segment = -1;

  private boolean merged;
  private float[] wholeAcc;
  private float wholeMaximum;
  private float wholeDenominator;

  /**
   * Where a query stands, and which keys it sees.
   *
   * @param position its own
   * @param from the first it sees
   * @param to the last it sees
   * @param bias of distances -R to R, or empty for none
   */
  record Sight(int position, int from, int to, float[] bias) {

    void addBias(int base, float[] scores, int first, int last) {
      int reach = bias.length / 2;
      for (int j = first; j <= last && bias.length > 0; j++) {
        int distance = base + j - position;
        scores[j] += bias[reach + Math.max(-reach, Math.min(distance, reach))];
      }
    }
  }

  /** A query whose values are scaled in place. */
  Query(float[] values, AttentionSpec spec, DataType cache, Sight sight) {
    query = values;
    softCap = spec.softCap();
    this.sight = sight;
    acc = new float[values.length];
    wholeAcc = new float[values.length];
    Loops.scale(query, spec.scale(), query.length);
    paired = cache == DataType.BF16;
    if (paired) {
      Pairs.round(query, 0, query.length);
      Pairs.swap(query, query.length);
    }
  }

  int from() {
    return sight.from();
  }

  int to() {
    return sight.to();
  }

  /** Adds the keys of block {@code b} that it sees, if any. */
  void add(int b, float[][] keys, float[][] values) {
    int first = Math.max(sight.from() - b * BLOCK, 0);
    int last = Math.min(sight.to() - b * BLOCK, BLOCK - 1);
    if (first > last) {
      return;
    }
    if (b / SEGMENT_BLOCKS != segment) {
      endSegment();
      segment = b / SEGMENT_BLOCKS;
    }
    score(keys, first, last);
    sight.addBias(b * BLOCK, scores, first, last);
    weigh(first, last);
    if (paired) {
      Pairs.swap(scores, BLOCK);
      Pairs.chains(values, first, last, scores, acc);
    } else {
      Loops.chains(values, first, last - first + 1, scores, acc, acc.length);
    }
  }

  private void score(float[][] keys, int first, int last) {
    Arrays.fill(scores, 0f);
    Loops.chains(keys, 0, query.length, query, scores, BLOCK);
    if (softCap > 0) {
      for (int j = first; j <= last; j++) {
        scores[j] = Functions.softCap(scores[j], softCap);
      }
    }
  }

  /** Turns scores into weights relative to the new maximum, and rescales what there is. */
  private void weigh(int first, int last) {
    float largest = maximum;
    for (int j = first; j <= last; j++) {
      largest = Math.max(largest, scores[j]); // keeps NaN
    }
    float correction = fresh || largest == maximum ? 1f : Functions.exp(maximum - largest);
    fresh = false;
    maximum = largest;
    if (correction != 1f) {
      rescale(correction);
    }
    for (int j = first; j <= last; j++) {
      float p = Functions.exp(scores[j] - maximum);
      p = paired ? Pairs.round(p) : p;
      scores[j] = p;
      lanes[j & 15] += p;
    }
  }

  private void rescale(float correction) {
    if (paired) {
      Pairs.rescale(acc, correction);
    } else {
      Loops.scale(acc, correction, acc.length);
    }
    Loops.scale(lanes, correction, lanes.length);
  }

  /** Merges a finished segment into those before it, and starts afresh. */
  private void endSegment() {
    if (segment < 0) {
      return;
    }
    float denominator = Lanes.sum(lanes);
    if (merged) {
      merge(denominator);
    } else {
      merged = true;
      float[] empty = wholeAcc;
      wholeAcc = acc;
      acc = empty;
      wholeMaximum = maximum;
      wholeDenominator = denominator;
    }
    Arrays.fill(acc, 0f);
    Arrays.fill(lanes, 0f);
    maximum = Float.NEGATIVE_INFINITY;
    fresh = true;
  }

  private void merge(float denominator) {
    float largest = Math.max(wholeMaximum, maximum);
    float a = Functions.exp(wholeMaximum - largest);
    float b = Functions.exp(maximum - largest);
    Loops.scale(wholeAcc, a, acc.length);
    Loops.chain(acc, b, wholeAcc, acc.length);
    wholeDenominator = Math.fma(denominator, b, wholeDenominator * a);
    wholeMaximum = largest;
  }

  /** Ends the last segment and returns the weighted mean. */
  float[] mean() {
    endSegment();
    float inverse = 1f / wholeDenominator;
    for (int i = 0; i < wholeAcc.length; i++) {
      wholeAcc[i] = Math.fma(wholeAcc[i], inverse, 0f);
    }
    return wholeAcc;
  }
}
