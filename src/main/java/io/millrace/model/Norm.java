package io.millrace.model;

import io.millrace.tensor.Tensor;

/** A normalization of rows, or none. */
public sealed interface Norm {

  /** Leaves rows as they are. */
  static Norm none() {
    return new None();
  }

  /** Normalizes each row of {@code x [n, d]}. */
  Value forward(Ops ops, Value x);

  /** Normalizes each head of {@code x [n, heads, e]}. */
  default Value forwardHeads(Ops ops, Value x) {
    int n = x.tensor().dim(0);
    int heads = x.tensor().dim(1);
    int e = x.tensor().dim(2);
    Value rows = forward(ops, ops.reshape(x, (long) n * heads, e));
    return ops.reshape(rows, n, heads, e);
  }

  /**
   * Divides by the root mean square. Zhang and Sennrich, arXiv:1910.07467.
   *
   * @param gain {@code [d]}
   */
  record RootMeanSquare(Tensor gain, float epsilon) implements Norm {
    @Override
    public Value forward(Ops ops, Value x) {
      return ops.rmsNorm(x, gain, epsilon);
    }
  }

  /**
   * Subtracts the mean and divides by the deviation. Ba et al., arXiv:1607.06450.
   *
   * @param gain {@code [d]}
   * @param bias {@code [d]}
   */
  record Layer(Tensor gain, Tensor bias, float epsilon) implements Norm {
    @Override
    public Value forward(Ops ops, Value x) {
      return ops.layerNorm(x, gain, bias, epsilon);
    }
  }

  /** No normalization. */
  record None() implements Norm {
    @Override
    public Value forward(Ops ops, Value x) {
      return x;
    }

    @Override
    public Value forwardHeads(Ops ops, Value x) {
      return x;
    }
  }
}
