package io.millrace.kernel.reference;

import io.millrace.kernel.Draws;
import io.millrace.kernel.StripedRows;
import io.millrace.tensor.Tensor;
import java.util.stream.LongStream;

/** Draws from whole rows that are sorted, as numerics.md 6 says it. */
final class DrawReference {

  private static final double ONE = 0x1p34;

  private final float[] row;
  private final int width;
  private final Draws.Filter filter;
  private final float first;
  private final int[] ranked; // columns, the largest element first

  private DrawReference(float[] row, int width, float largest, Draws.Filter filter) {
    this.row = row;
    this.width = width;
    this.filter = filter;
    first = largest * filter.factor();
    ranked = LongStream.of(keys(row)).sorted().mapToInt(key -> (int) key).toArray();
  }

  /** Integers in the order of ranks: above the column, bits that fall as the element rises. */
  private static long[] keys(float[] row) {
    long[] keys = new long[row.length];
    for (int column = 0; column < row.length; column++) {
      int bits = Float.floatToRawIntBits(row[column] + 0f); // equal zeros
      int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
      keys[column] = (long) ~rising << 32 | column;
    }
    return keys;
  }

  static void draw(StripedRows x, Draws draws, Tensor values, Tensor columns) {
    float[] row = new float[x.c()];
    for (int draw = 0; draw < draws.count(); draw++) {
      x.read(draws.row(draw), row);
      Draws.Filter filter = draws.filter(draw);
      float largest = Float.NEGATIVE_INFINITY;
      for (float value : row) {
        largest = Math.max(largest, value); // keeps NaN
      }
      int column = -1;
      if (Float.isFinite(largest * filter.factor())) {
        column = new DrawReference(row, x.width(), largest, filter).choose(draws.uniform(draw));
      }
      columns.setInt(draw, column);
      values.setFloat(draw, column < 0 ? largest : row[column]);
    }
  }

  private int choose(double uniform) {
    int survivors = 0;
    long surviving = 0;
    int most = filter.topK() == 0 ? row.length : Math.min(row.length, filter.topK());
    while (survivors < most && exponential(survivors) >= filter.minP()) {
      surviving += weight(survivors++);
    }
    double all = filter.sharesAll() ? total() * ONE : (double) surviving;
    double share = filter.topP() < 1 ? filter.topP() * all : Double.POSITIVE_INFINITY;
    long kept = 0;
    for (int rank = 0; rank < survivors && kept < share; rank++) {
      kept += weight(rank);
    }
    double point = Math.min(uniform * kept, Math.nextDown((double) kept));
    long sum = 0;
    int rank = -1;
    while (sum <= point) {
      sum += weight(++rank);
    }
    return ranked[rank];
  }

  private float exponential(int rank) {
    return Functions.exp(row[ranked[rank]] * filter.factor() - first);
  }

  private long weight(int rank) {
    return (long) (exponential(rank) * ONE);
  }

  /** The masses of the stripes brought to the largest element, in double, ascending. */
  private double total() {
    double total = 0;
    for (int start = 0; start < row.length; start += width) {
      int end = Math.min(row.length, start + width);
      float most = Float.NEGATIVE_INFINITY;
      for (int column = start; column < end; column++) {
        most = Math.max(most, row[column] * filter.factor());
      }
      float[] lanes = new float[Lanes.COUNT];
      for (int column = start; column < end; column++) {
        lanes[(column - start) % Lanes.COUNT] +=
            Functions.exp(row[column] * filter.factor() - most);
      }
      if (most != Float.NEGATIVE_INFINITY) {
        total += Lanes.sum(lanes) * (double) Functions.exp(most - first);
      }
    }
    return total;
  }
}
