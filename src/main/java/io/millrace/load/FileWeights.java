package io.millrace.load;

import io.millrace.model.Rows;
import io.millrace.model.Weights;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Weights of a file whose vectors and tables, which are small, are read when they are asked for.
 */
interface FileWeights extends Weights {

  /** Where they are read from. */
  WeightFile file();

  @Override
  default Optional<Shape> shape(String name) {
    return file().shape(name);
  }

  @Override
  default String label(String name) {
    return file().tensors().label(name);
  }

  @Override
  default Tensor vector(String name, Rows rows) {
    try {
      return file().vector(name, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  default Tensor table(String name, int rows, int columns) {
    try {
      return file().table(name, Shape.of(rows, columns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
