package io.millrace.kernel.jvm;

import io.millrace.kernel.Draws;
import io.millrace.kernel.StripedRows;
import io.millrace.tensor.Tensor;
import java.util.Arrays;

/** Draws from rows of logits; parallel over the draws. */
final class RowDraw {

  private static final int MOST_INSERTED = 256; // more are faster sorted

  private final StripedRows x;
  private final Draws draws;

  RowDraw(StripedRows x, Draws draws) {
    this.x = x;
    this.draws = draws;
  }

  void draw(Tensor values, Tensor columns, Workers workers) {
    workers.run(
        draws.count(),
        (draw, area) -> {
          float[] row = area.floats(0, 1, x.c())[0];
          x.read(draws.row(draw), row);
          float largest = largest(row, 0, x.c());
          int column = -1;
          if (Float.isFinite(largest * draws.filter(draw).factor())) {
            column = RankKey.id(choose(row, largest, draw, area));
          }
          columns.setInt(draw, column);
          values.setFloat(draw, column < 0 ? largest : row[column]);
        });
  }

  private long choose(float[] row, float largest, int draw, WorkArea area) {
    Draws.Filter filter = draws.filter(draw);
    if (filter.topK() > 0 && filter.topK() < x.c()) {
      return new RankedDraw(best(row, filter.topK(), area), filter).draw(draws.uniform(draw));
    }
    double total = filter.sharesAll() ? total(row, DrawWeight.of(filter, largest)) : Double.NaN;
    return new HistogramDraw(row, x.c(), largest, filter).draw(total, draws.uniform(draw));
  }

  private long[] best(float[] row, int count, WorkArea area) {
    if (count <= MOST_INSERTED) {
      int[] columns = Head.best(row, x.c(), area.ints(0, 1, count + 1)[0], count);
      return Arrays.stream(columns, 0, count).mapToLong(j -> RankKey.of(row[j], j)).toArray();
    }
    long[] keys = new long[x.c()];
    Arrays.setAll(keys, column -> RankKey.of(row[column], column));
    Arrays.sort(keys);
    return Arrays.copyOf(keys, count);
  }

  /** The masses of the stripes brought to the largest element, in double, ascending. */
  private double total(float[] row, DrawWeight weight) {
    double total = 0;
    for (int start = 0; start < x.c(); start += x.width()) {
      int end = Math.min(x.c(), start + x.width());
      float most = largest(row, start, end) * weight.factor();
      if (most != Float.NEGATIVE_INFINITY) {
        float[] lanes = new float[Lanes.COUNT];
        for (int j = start; j < end; j++) {
          lanes[(j - start) & 15] += Functions.exp(row[j] * weight.factor() - most);
        }
        total += Lanes.sum(lanes) * (double) Functions.exp(most - weight.first());
      }
    }
    return total;
  }

  private static float largest(float[] row, int from, int to) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      largest = Math.max(largest, row[j]); // keeps NaN
    }
    return largest;
  }
}
