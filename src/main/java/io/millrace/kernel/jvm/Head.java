package io.millrace.kernel.jvm;

import io.millrace.tensor.Tensor;

/** What is asked of rows of logits; parallel over rows. */
final class Head {

  private Head() {}

  static void sumExponentials(Tensor x, Tensor maximum, Tensor sum, Workers workers) {
    int c = x.dim(1);
    workers.run(
        x.dim(0),
        (row, area) -> {
          float[] values = area.floats(0, 1, c)[0];
          Rows.read(x, row * c, values, c);
          float largest = Float.NEGATIVE_INFINITY;
          for (int j = 0; j < c; j++) {
            largest = Math.max(largest, values[j]); // keeps NaN
          }
          float[] lanes = new float[Lanes.COUNT];
          for (int j = 0; j < c; j++) {
            lanes[j & 15] += Functions.exp(values[j] - largest);
          }
          maximum.setFloat(row, largest + 0f); // a zero is +0, whichever came first
          sum.setFloat(row, Lanes.sum(lanes));
        });
  }

  static void top(Tensor x, Tensor values, Tensor columns, Workers workers) {
    int c = x.dim(1);
    int count = values.dim(1);
    workers.run(
        x.dim(0),
        (row, area) -> {
          float[] all = area.floats(0, 1, c)[0];
          Rows.read(x, row * c, all, c);
          int[] best = best(all, c, area.ints(0, 1, count + 1)[0], count);
          for (int rank = 0; rank < count; rank++) {
            values.setFloat(row * count + rank, all[best[rank]]);
            columns.setInt(row * count + rank, best[rank]);
          }
        });
  }

  /** Keeps the best so far in order; most columns fail against the last of them. */
  static int[] best(float[] row, int length, int[] best, int count) {
    int size = 0;
    for (int column = 0; column < length && count > 0; column++) {
      if (size == count && !above(row[column], row[best[count - 1]])) {
        continue;
      }
      int rank = size < count ? size++ : count - 1;
      while (rank > 0 && above(row[column], row[best[rank - 1]])) {
        best[rank] = best[rank - 1];
        rank--;
      }
      best[rank] = column;
    }
    return best;
  }

  private static boolean above(float a, float b) {
    return a > b || (Float.isNaN(a) && !Float.isNaN(b)); // a NaN is above every number
  }
}
