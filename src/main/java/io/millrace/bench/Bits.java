package io.millrace.bench;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;

/** Equality of results: the same bits, or both not a number. */
final class Bits {

  private Bits() {}

  /** Whether the elements that both have, from the first on, are equal. */
  static boolean same(Tensor a, Tensor b) {
    int count = Math.min(a.elements(), b.elements());
    for (int i = 0; i < count; i++) {
      boolean nan =
          a.type() == DataType.F32 && Float.isNaN(a.getFloat(i)) && Float.isNaN(b.getFloat(i));
      if (a.getInt(i) != b.getInt(i) && !nan) {
        return false;
      }
    }
    return true;
  }
}
