package io.millrace.kernel.reference;

import io.millrace.tensor.Tensor;

/** What is asked of rows of logits. */
final class HeadReference {

  private HeadReference() {}

  static void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    for (int i = 0; i < x.dim(0); i++) {
      float[] row = Rows.read(x, i);
      float largest = Float.NEGATIVE_INFINITY;
      for (float value : row) {
        largest = Math.max(largest, value); // keeps NaN
      }
      float[] lanes = new float[Lanes.COUNT];
      for (int j = 0; j < row.length; j++) {
        lanes[j % Lanes.COUNT] += Functions.exp(row[j] - largest);
      }
      maximum.setFloat(i, largest + 0f); // a zero is +0, whichever came first
      sum.setFloat(i, Lanes.sum(lanes));
    }
  }

  static void top(Tensor x, Tensor values, Tensor columns) {
    int count = values.dim(1);
    for (int i = 0; i < x.dim(0); i++) {
      float[] row = Rows.read(x, i);
      int[] best = best(row, count);
      for (int rank = 0; rank < count; rank++) {
        values.setFloat(i * count + rank, row[best[rank]]);
        columns.setInt(i * count + rank, best[rank]);
      }
    }
  }

  /** Insertion into a list of the best so far; a column only passes worse ones before it. */
  private static int[] best(float[] row, int count) {
    int[] best = new int[count];
    int size = 0;
    for (int column = 0; column < row.length; column++) {
      int rank = size;
      while (rank > 0 && above(row[column], row[best[rank - 1]])) {
        rank--;
      }
      if (rank < count) {
        System.arraycopy(best, rank, best, rank + 1, Math.min(size, count - 1) - rank);
        best[rank] = column;
        size = Math.min(size + 1, count);
      }
    }
    return best;
  }

  private static boolean above(float a, float b) {
    return Float.isNaN(a) ? !Float.isNaN(b) : a > b;
  }
}
