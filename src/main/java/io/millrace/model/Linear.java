package io.millrace.model;

import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;

/**
 * A linear layer.
 *
 * @param weight {@code [m, k]}
 * @param bias {@code [m]}, or none
 */
public record Linear(PackedWeight weight, Bias bias) {

  /** Computes {@code [n, m]} of {@code x [n, k]}. */
  Value forward(Ops ops, Value x) {
    return ops.linear(x, weight, bias);
  }
}
