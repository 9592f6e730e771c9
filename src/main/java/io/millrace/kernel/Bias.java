package io.millrace.kernel;

import io.millrace.tensor.Tensor;
import java.util.Optional;

/**
 * What is added to the outputs of a product: a vector, or nothing.
 *
 * @param vector F32 {@code [m]}, or empty for none
 */
public record Bias(Optional<Tensor> vector) {

  /** Adds nothing. */
  public static final Bias NONE = new Bias(Optional.empty());

  /** Adds this F32 vector {@code [m]}. */
  public static Bias of(Tensor vector) {
    return new Bias(Optional.of(vector));
  }
}
