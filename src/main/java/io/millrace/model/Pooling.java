package io.millrace.model;

import java.util.List;

/**
 * Makes one vector of the hidden states of a text: what each mode gives, side by side.
 *
 * @param modes at least one
 */
public record Pooling(List<PoolingMode> modes) {

  /** Copies the list. */
  public Pooling {
    modes = List.copyOf(modes);
    if (modes.isEmpty()) {
      throw new IllegalArgumentException("pooling: no mode, expected at least one");
    }
  }

  /** One mode. */
  public static Pooling of(PoolingMode mode) {
    return new Pooling(List.of(mode));
  }

  /** Elements of the vector made of hidden states of {@code d}. */
  int width(int d) {
    return modes.size() * d;
  }

  /** The hidden states it looks at, of a text of this length without its first rows. */
  RowRange rows(int length, int without) {
    if (modes.equals(List.of(PoolingMode.FIRST))) {
      return new RowRange(without, 1);
    }
    return modes.equals(List.of(PoolingMode.LAST))
        ? new RowRange(length - 1, 1)
        : new RowRange(without, length - without);
  }

  /**
   * Pools the rows of one text.
   *
   * @param first the position of the first of them in its text
   * @param into receives {@code width(d)} elements from {@code at} on
   */
  void pool(float[][] rows, int first, float[] into, int at) {
    int d = rows[0].length;
    for (int i = 0; i < modes.size(); i++) {
      int from = at + i * d;
      switch (modes.get(i)) {
        case FIRST -> System.arraycopy(rows[0], 0, into, from, d);
        case LAST -> System.arraycopy(rows[rows.length - 1], 0, into, from, d);
        case MAX -> largest(rows, into, from);
        case MEAN -> divided(sums(rows, 0, 0), rows.length, into, from);
        case MEAN_ROOT -> divided(sums(rows, 0, 0), Math.sqrt(rows.length), into, from);
        case WEIGHTED_MEAN -> divided(sums(rows, first, 1), weights(rows, first), into, from);
      }
    }
  }

  private static void largest(float[][] rows, float[] into, int from) {
    System.arraycopy(rows[0], 0, into, from, rows[0].length);
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        into[from + i] = Math.max(into[from + i], row[i]);
      }
    }
  }

  /** Sums in double, rows ascending; row i weighs {@code 1 + slope (first + i)}. */
  private static double[] sums(float[][] rows, int first, int slope) {
    double[] sums = new double[rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      double weight = 1 + (double) slope * (first + row);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * rows[row][i];
      }
    }
    return sums;
  }

  private static double weights(float[][] rows, int first) {
    double last = first + rows.length;
    return (last * (last + 1) - (double) first * (first + 1)) / 2;
  }

  private static void divided(double[] sums, double divisor, float[] into, int from) {
    for (int i = 0; i < sums.length; i++) {
      into[from + i] = (float) (sums[i] / divisor);
    }
  }
}
