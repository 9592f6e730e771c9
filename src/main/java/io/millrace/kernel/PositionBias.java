package io.millrace.kernel;

import io.millrace.tensor.Tensor;
import java.util.Optional;

/**
 * What is added to attention scores for how far a key lies from its query: a table by head and
 * distance, or nothing.
 *
 * <p>A distance is the key's position minus the query's. Distances beyond -R and R have the bias of
 * -R and R.
 *
 * @param table F32 {@code [h, 2 R + 1]}, column {@code distance + R}, with R 0 or more; or empty
 *     for none
 */
public record PositionBias(Optional<Tensor> table) {

  /** Adds nothing. */
  public static final PositionBias NONE = new PositionBias(Optional.empty());

  /** Adds what stands in this F32 table {@code [h, 2 R + 1]}. */
  public static PositionBias of(Tensor table) {
    return new PositionBias(Optional.of(table));
  }
}
