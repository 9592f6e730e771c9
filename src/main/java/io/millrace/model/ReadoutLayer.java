package io.millrace.model;

import io.millrace.tensor.Tensor;
import java.util.Optional;

/** What pooled vectors go through. */
public sealed interface ReadoutLayer {

  /** Maps {@code [n, k]} to {@code [n, m]}; uses {@code x} up. */
  Value forward(Ops ops, Value x);

  /** Elements it gives for vectors of {@code k}. */
  int width(int k);

  /** {@code f(linear(x))}. */
  record Dense(Linear linear, HeadFunction f) implements ReadoutLayer {
    @Override
    public Value forward(Ops ops, Value x) {
      return f.forward(ops, linear.forward(ops, x));
    }

    @Override
    public int width(int k) {
      return linear.weight().m();
    }
  }

  /**
   * {@code dense(x) + projection(x)}, or {@code dense(x) + x}.
   *
   * @param projection empty if vectors keep their width
   */
  record Residual(Dense dense, Optional<Linear> projection) implements ReadoutLayer {
    @Override
    public Value forward(Ops ops, Value x) {
      Value y = dense.forward(ops, x);
      return ops.add(projection.map(linear -> linear.forward(ops, x)).orElse(x), y);
    }

    @Override
    public int width(int k) {
      return dense.width(k);
    }
  }

  /** {@code norm(x)}. */
  record Normed(Norm norm) implements ReadoutLayer {
    @Override
    public Value forward(Ops ops, Value x) {
      return norm.forward(ops, x);
    }

    @Override
    public int width(int k) {
      return k;
    }
  }

  /** Vectors of length 1. */
  record UnitLength() implements ReadoutLayer {

    private static final double SHORTEST = 1e-12;

    @Override
    public Value forward(Ops ops, Value x) {
      Tensor tensor = x.tensor();
      int k = tensor.dim(1);
      float[] row = new float[k];
      for (int i = 0; i < x.rows(); i++) {
        tensor.floats().get(i * k, row);
        scale(row);
        tensor.floats().put(i * k, row);
      }
      return new Value(tensor);
    }

    /** Divides a vector by its length, which counts as 1e-12 at least; numerics.md 7. */
    public static void scale(float[] vector) {
      double sum = 0;
      for (float x : vector) {
        sum += (double) x * x;
      }
      double length = Math.max(Math.sqrt(sum), SHORTEST);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / length);
      }
    }

    @Override
    public int width(int k) {
      return k;
    }
  }
}
