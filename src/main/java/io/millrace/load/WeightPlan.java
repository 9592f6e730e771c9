package io.millrace.load;

import io.millrace.kernel.PackedWeight;
import io.millrace.model.Rows;
import io.millrace.model.Weights;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights that are checked and noted down, not read; vectors and tables are read, they are small.
 */
final class WeightPlan implements Weights {

  private final WeightFile file;
  private final Map<WeightRequest, PackedWeight> planned = new LinkedHashMap<>();

  WeightPlan(WeightFile file) {
    this.file = file;
  }

  /** What was asked for, each once, in order. */
  Set<WeightRequest> requests() {
    return planned.keySet();
  }

  /** Bytes that what was asked for takes in the file. */
  long bytes() {
    return planned.values().stream().mapToLong(PackedWeight::bytes).sum();
  }

  @Override
  public Optional<Shape> shape(String name) {
    return file.shape(name);
  }

  @Override
  public String label(String name) {
    return file.tensors().label(name);
  }

  @Override
  public Tensor vector(String name, Rows rows) {
    return read(file, name, rows);
  }

  @Override
  public Tensor table(String name, int rows, int columns) {
    return read(file, name, rows, columns);
  }

  /** Reads a small matrix where no checked exception may pass. */
  static Tensor read(WeightFile file, String name, int rows, int columns) {
    try {
      return file.table(name, Shape.of(rows, columns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a vector where no checked exception may pass. */
  static Tensor read(WeightFile file, String name, Rows rows) {
    try {
      return file.vector(name, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PackedWeight matrix(String name, Rows rows, int k) {
    return planned.computeIfAbsent(
        new WeightRequest(name, rows, k),
        request -> new PlannedWeight(file.matrix(request).type(), rows.count(), k));
  }

  @Override
  public void close() {}
}
