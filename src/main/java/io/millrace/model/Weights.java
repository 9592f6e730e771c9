package io.millrace.model;

import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.Optional;

/**
 * The weights of a network, by the names of the GGUF convention.
 *
 * <p>A tensor that is missing or of another shape throws {@link IllegalArgumentException} with its
 * name, what was found and what was expected.
 */
public interface Weights extends AutoCloseable {

  /** The shape of a tensor, or empty if there is none of this name. */
  Optional<Shape> shape(String name);

  /** What the file calls a tensor, for messages. */
  String label(String name);

  /** The rows of a vector, as F32. */
  Tensor vector(String name, Rows rows);

  /** A small matrix {@code [rows, columns]} that is looked up, not multiplied with, as F32. */
  Tensor table(String name, int rows, int columns);

  /**
   * The rows of a matrix {@code [rows.total, k]}, packed. The same request gives the same weight.
   */
  PackedWeight matrix(String name, Rows rows, int k);

  /** Gives all of them back. */
  @Override
  void close();
}
