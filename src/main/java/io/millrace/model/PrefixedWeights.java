package io.millrace.model;

import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.Optional;

/**
 * Weights whose names start alike; closing them does nothing.
 *
 * @param prefix put in front of every name
 * @param all where they come from
 */
record PrefixedWeights(String prefix, Weights all) implements Weights {

  @Override
  public Optional<Shape> shape(String name) {
    return all.shape(prefix + name);
  }

  @Override
  public String label(String name) {
    return all.label(prefix + name);
  }

  @Override
  public Tensor vector(String name, Rows rows) {
    return all.vector(prefix + name, rows);
  }

  @Override
  public Tensor table(String name, int rows, int columns) {
    return all.table(prefix + name, rows, columns);
  }

  @Override
  public PackedWeight matrix(String name, Rows rows, int k) {
    return all.matrix(prefix + name, rows, k);
  }

  @Override
  public void close() {}
}
