package io.millrace.load;

import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.DataType;

/** Stands for a weight while a network is built only to see what it asks for. */
record PlannedWeight(DataType type, int m, int k) implements PackedWeight {

  @Override
  public long bytes() {
    return m * type.rowBytes(k);
  }

  @Override
  public PackedWeight slice(int from, int to) {
    throw new AssertionError("a planned weight is not computed with");
  }

  @Override
  public void close() {}
}
