package io.millrace.model;

import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.PositionBias;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;

/**
 * The sharing of learned position biases by ranges of distance, as T5 and MPNet do it.
 *
 * <p>Raffel et al., "T5", arXiv:1910.10683: near distances have a bucket each, farther ones share
 * buckets that grow with the logarithm of the distance, and from the farthest on all are in the
 * last one. With mask FULL, keys behind the query have buckets of their own, half of them all; with
 * CAUSAL there are none behind.
 *
 * <p>The logarithm and each step after it are rounded to f32, as {@code transformers} does. Where a
 * distance lies on the border of two buckets, that decides: all settings of powers of two were
 * found to agree with PyTorch, 26 of 125,952 others differ in one or two distances (its logarithm
 * is not always the nearest float).
 *
 * @param count buckets, at least 2 for each direction
 * @param farthest the distance from which on all are in the last bucket, above half the buckets of
 *     a direction
 * @param mask which keys are seen
 */
public record RelativeBuckets(int count, int farthest, Mask mask) {

  /** The largest of all farthest distances, which bounds the table. */
  public static final int MOST = 1 << 16;

  /**
   * @throws IllegalArgumentException if there are too few buckets, or the farthest distance is out
   *     of range
   */
  public RelativeBuckets {
    int least = mask == Mask.FULL ? 4 : 2;
    if (count < least) {
      throw new IllegalArgumentException(
          "relative positions: %d buckets, expected %d or more".formatted(count, least));
    }
    int exact = (mask == Mask.FULL ? count / 2 : count) / 2;
    if (farthest <= exact || farthest > MOST) {
      throw new IllegalArgumentException(
          "relative positions: the largest distance of %d buckets is %d, expected %d to %d"
              .formatted(count, farthest, exact + 1, MOST));
    }
  }

  /** The bucket of a distance, the key's position minus the query's. */
  public int bucket(int distance) {
    int near = Math.max(-farthest, Math.min(distance, farthest));
    if (mask == Mask.CAUSAL) {
      return ranked(Math.max(0, -near), count);
    }
    int each = count / 2;
    return ranked(Math.abs(near), each) + (near > 0 ? each : 0);
  }

  /** Among so many buckets of one direction. */
  private int ranked(int away, int buckets) {
    int exact = buckets / 2;
    if (away < exact) {
      return away;
    }
    if (away >= farthest) {
      return buckets - 1;
    }
    float logarithm = (float) StrictMath.log((float) away / exact);
    float whole = (float) StrictMath.log((double) farthest / exact);
    return Math.min(exact + (int) (logarithm / whole * (buckets - exact)), buckets - 1);
  }

  /**
   * The bias of every head and distance.
   *
   * @param weight F32 {@code [count, h]}, what was learned
   */
  public PositionBias bias(Tensor weight) {
    int heads = weight.dim(1);
    int width = 2 * farthest + 1;
    Tensor table = Tensor.allocate(Allocator.direct(), DataType.F32, Shape.of(heads, width));
    for (int column = 0; column < width; column++) {
      int bucket = bucket(column - farthest);
      for (int head = 0; head < heads; head++) {
        table.setFloat(head * width + column, weight.getFloat(bucket * heads + head));
      }
    }
    return PositionBias.of(table);
  }

  /**
   * The same of a tensor {@code [count, h]}.
   *
   * @throws IllegalArgumentException if there is none of this name and shape
   */
  public PositionBias bias(Weights weights, String name, int heads) {
    return bias(weights.table(name, count, heads));
  }
}
