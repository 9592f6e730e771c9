package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.tensor.Tensor;

/** An element-wise function of a head. */
public enum HeadFunction {
  IDENTITY,
  TANH,
  RELU,
  SILU,
  GELU,
  GELU_TANH,
  SIGMOID;

  /** Applies it to each element; uses {@code x} up. */
  Value forward(Ops ops, Value x) {
    return switch (this) {
      case IDENTITY -> x;
      case TANH -> ops.tanh(x);
      case RELU -> ops.activate(Activation.RELU, x);
      case SILU -> ops.activate(Activation.SILU, x);
      case GELU -> ops.activate(Activation.GELU_ERF, x);
      case GELU_TANH -> ops.activate(Activation.GELU_TANH, x);
      case SIGMOID -> sigmoid(x);
    };
  }

  private static Value sigmoid(Value x) {
    Tensor tensor = x.tensor();
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.setFloat(i, sigmoid(tensor.getFloat(i)));
    }
    return new Value(tensor);
  }

  /** {@code 1 / (1 + exp(-x))} in double, rounded once. */
  public static float sigmoid(float x) {
    return (float) (1 / (1 + StrictMath.exp(-(double) x)));
  }
}
