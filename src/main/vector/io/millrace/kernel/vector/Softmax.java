package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.LANES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;

/** Exponentials, sums in lanes and maxima of arrays, as numerics.md 1 and 3 define them. */
final class Softmax {

  /** Lanes of a sum, a multiple of a vector's. */
  static final int SUMS = 16;

  private static final float ROUND = 12582912f; // 1.5 * 2^23: adding it leaves an integer
  private static final float LARGEST = 88.72283f;
  private static final float SMALLEST = -87.33f;

  private Softmax() {}

  /** The largest of the first {@code length} elements, a multiple of 16; NaN if one is NaN. */
  static float largest(float[] x, int length) {
    FloatVector a = FloatVector.fromArray(FLOATS, x, 0);
    for (int i = LANES; i < length; i += LANES) {
      a = a.max(FloatVector.fromArray(FLOATS, x, i));
    }
    return a.reduceLanes(MAX);
  }

  /** The first of {@code length} elements that equals a value that is there, or is NaN as it is. */
  static int find(float[] x, int length, float value) {
    int i = 0;
    if (!Float.isNaN(value)) {
      FloatVector v = FloatVector.broadcast(FLOATS, value);
      while (i < length - LANES && !FloatVector.fromArray(FLOATS, x, i).eq(v).anyTrue()) {
        i += LANES;
      }
    }
    while (i < length - 1 && x[i] != value && !(Float.isNaN(x[i]) && Float.isNaN(value))) {
      i++;
    }
    return i;
  }

  /** Computes {@code x = exp(x - shift)} of {@code length} elements, rounded up to vectors. */
  static void exp(float[] x, int length, float shift) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, i).sub(shift);
      FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
      FloatVector t = v.fma(FloatVector.broadcast(FLOATS, 1.442695f), round);
      FloatVector n = t.sub(round);
      FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -0.6933594f), v);
      r = n.fma(FloatVector.broadcast(FLOATS, 2.1219444e-4f), r);
      FloatVector p = FloatVector.broadcast(FLOATS, 1.9875691e-4f);
      p = p.fma(r, FloatVector.broadcast(FLOATS, 0.0013981999f));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 0.008333452f));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 0.041665796f));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 0.16666666f));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 0.5f));
      FloatVector y = p.fma(r.mul(r), r).add(1f);
      // The lowest bits of t are n; those above do not survive the shift.
      y = y.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats();
      y = y.blend(0f, v.compare(LT, SMALLEST));
      y = y.blend(Float.POSITIVE_INFINITY, v.compare(GT, LARGEST));
      y.blend(v, v.compare(NE, v)).intoArray(x, i);
    }
  }

  /** Adds {@code length} elements, a multiple of 16, to 16 lanes in turn. */
  static void add(float[] x, int length, float[] lanes) {
    for (int lane = 0; lane < SUMS; lane += LANES) {
      FloatVector sum = FloatVector.fromArray(FLOATS, lanes, lane);
      for (int i = lane; i < length; i += SUMS) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, i));
      }
      sum.intoArray(lanes, lane);
    }
  }

  /** The sum of the squares of {@code length} elements from {@code from} on, by 16 lanes. */
  static float sumOfSquares(float[] x, int from, int length, float[] lanes) {
    int whole = length - length % SUMS;
    for (int lane = 0; lane < SUMS; lane += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = lane; i < whole; i += SUMS) {
        FloatVector v = FloatVector.fromArray(FLOATS, x, from + i);
        sum = v.fma(v, sum);
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < length; i++) {
      lanes[i - whole] = Math.fma(x[from + i], x[from + i], lanes[i - whole]);
    }
    return sum(lanes);
  }

  /** Adds the lanes up: 8, 4, 2, 1. Overwrites them. */
  static float sum(float[] lanes) {
    for (int half = SUMS / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }
}
