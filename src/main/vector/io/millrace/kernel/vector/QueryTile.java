package io.millrace.kernel.vector;

import io.millrace.kernel.BlockLayout;
import java.util.Arrays;

/**
 * One query or four that share a key/value head, multiplied together with the keys of a block and
 * then with its values.
 */
final class QueryTile {

  private static final int BLOCK = BlockLayout.POSITIONS;

  private final Sight[] sights;
  private final int tokens;
  private final int e;
  private final int width;
  private final float[] query;
  private final float[] scores;
  private final float[][] weights;
  private final float[] factors;
  private final float[] acc;
  private final RunningMean[] means;

  /** The first and the last position that a query sees. */
  record Sight(int from, int to) {

    int first(int block) {
      return Math.max(from - block * BLOCK, 0);
    }

    int last(int block) {
      return Math.min(to - block * BLOCK, BLOCK - 1);
    }
  }

  /**
   * @param sights of one query, or of {@link FloatTile#TOKENS}
   * @param queries scaled, {@code [tokens][e]}
   */
  QueryTile(Sight[] sights, float[] queries, int e) {
    this.sights = sights;
    this.e = e;
    tokens = sights.length;
    width = HeadBlock.width(e);
    query = new float[tokens * e];
    scores = new float[tokens * BLOCK];
    weights = new float[tokens][RunningMean.WEIGHTS];
    factors = new float[tokens * BLOCK];
    acc = new float[tokens * width];
    means = new RunningMean[tokens];
    for (int t = 0; t < tokens; t++) {
      means[t] = new RunningMean(acc, t * width, e);
      for (int i = 0; i < e; i++) {
        query[i * tokens + t] = queries[t * e + i];
      }
    }
  }

  /** Adds what the queries see of a block, if anything. */
  void add(int block, HeadBlock head) {
    int common = 0; // the keys that all of them see
    int commonEnd = BLOCK;
    boolean blind = true;
    for (Sight sight : sights) {
      common = Math.max(common, sight.first(block));
      commonEnd = Math.min(commonEnd, sight.last(block) + 1);
      blind &= sight.first(block) > sight.last(block);
    }
    if (blind) {
      return;
    }
    Arrays.fill(scores, 0f);
    FloatTile.chain(head.keys(), 0, BLOCK, e, query, 0, tokens, scores, 0);
    for (int t = 0; t < tokens; t++) {
      weigh(block, t);
    }
    if (common < commonEnd) {
      addValues(block, head.values(), common, commonEnd);
    } else {
      addValues(block, head.values(), BLOCK, BLOCK);
    }
  }

  private void weigh(int block, int t) {
    int first = sights[t].first(block);
    int last = sights[t].last(block);
    if (first > last) {
      return;
    }
    float[] own = weights[t];
    Arrays.fill(own, Float.NEGATIVE_INFINITY);
    System.arraycopy(scores, t * BLOCK + first, own, first, last + 1 - first);
    means[t].weigh(block, own);
    for (int j = first; j <= last; j++) {
      factors[j * tokens + t] = own[j];
    }
  }

  /** Adds weighted values, ascending: those before what all see, then these, then the rest. */
  private void addValues(int block, float[] values, int common, int commonEnd) {
    for (int t = 0; t < tokens; t++) {
      int end = Math.min(common, sights[t].last(block) + 1);
      addValues(values, sights[t].first(block), end, t);
    }
    if (common < commonEnd) {
      int count = commonEnd - common;
      FloatTile.chain(
          values, common * width, width, count, factors, common * tokens, tokens, acc, 0);
    }
    for (int t = 0; t < tokens; t++) {
      addValues(values, commonEnd, sights[t].last(block) + 1, t);
    }
  }

  private void addValues(float[] values, int from, int end, int t) {
    if (from < end) {
      FloatTile.chain(values, from * width, width, end - from, weights[t], from, 1, acc, t * width);
    }
  }

  /** The mean of query t, e elements. */
  float[] end(int t) {
    return means[t].end();
  }
}
