package io.millrace.model;

import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The result of an operation: rows of activations, and their int8 form once a quantized weight has
 * asked for it.
 */
public final class Value {

  private final Tensor tensor;
  private Optional<QuantizedRows> quantized = Optional.empty();
  private Optional<QuantizedRows> remainders = Optional.empty();

  /** Wraps F32 activations. */
  public Value(Tensor tensor) {
    this.tensor = tensor;
  }

  /** The activations, F32, rows first. */
  public Tensor tensor() {
    return tensor;
  }

  /** Rows. */
  public int rows() {
    return tensor.dim(0);
  }

  /**
   * The int8 form, made by {@code maker} the first time, so that all readers share one rounding.
   */
  QuantizedRows quantized(Supplier<QuantizedRows> maker) {
    if (quantized.isEmpty()) {
      quantized = Optional.of(maker.get());
    }
    return quantized.get();
  }

  /** What the int8 form leaves of the rows that want more, in int8; made and shared likewise. */
  QuantizedRows remainders(Supplier<QuantizedRows> maker) {
    if (remainders.isEmpty()) {
      remainders = Optional.of(maker.get());
    }
    return remainders.get();
  }
}
