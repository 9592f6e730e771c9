package io.millrace.load;

import io.millrace.kernel.PackedWeight;
import io.millrace.model.Rows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Weights that are checked and noted down; only vectors and tables are read. */
final class WeightPlan implements FileWeights {

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
  public WeightFile file() {
    return file;
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
