package io.millrace.kernel;

import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;

/**
 * Rows {@code [n, c]} that were computed some columns at a time: stripes of {@code width} columns
 * lie back to back, each dense {@code [n, its columns]}; the last may be narrower.
 *
 * @param x F32 {@code [n * c]}
 * @param n rows
 * @param c columns
 * @param width columns of a stripe
 */
public record StripedRows(Tensor x, int n, int c, int width) {

  /** How many stripes there are. */
  public int stripes() {
    return (c + width - 1) / width;
  }

  /** The stripe with this number, F32 {@code [n, its columns]}. */
  public Tensor stripe(int number) {
    int columns = columns(number);
    return Tensor.view(x.type(), Shape.of(n, columns), x.memory(), x.first() + first(number, 0));
  }

  /** Copies a row out, in order of columns. */
  public void read(int row, float[] to) {
    for (int stripe = 0; stripe < stripes(); stripe++) {
      int from = x.first() + first(stripe, row);
      x.memory().floats().get(from, to, stripe * width, columns(stripe));
    }
  }

  private int columns(int stripe) {
    return Math.min(width, c - stripe * width);
  }

  private int first(int stripe, int row) {
    return n * width * stripe + row * columns(stripe);
  }
}
