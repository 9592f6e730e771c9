package io.millrace.model;

import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.Optional;

/** A file without tensors, for tests. */
final class NoWeights implements Weights {

  @Override
  public Optional<Shape> shape(String name) {
    return Optional.empty();
  }

  @Override
  public String label(String name) {
    return name;
  }

  @Override
  public Tensor vector(String name, Rows rows) {
    throw new IllegalArgumentException("tensor " + name + " is missing");
  }

  @Override
  public Tensor table(String name, int rows, int columns) {
    throw new IllegalArgumentException("tensor " + name + " is missing");
  }

  @Override
  public PackedWeight matrix(String name, Rows rows, int k) {
    throw new IllegalArgumentException("tensor " + name + " is missing");
  }

  @Override
  public void close() {}
}
