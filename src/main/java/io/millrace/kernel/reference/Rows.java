package io.millrace.kernel.reference;

import io.millrace.tensor.Tensor;

/** Rows of a tensor copied to and from arrays. */
final class Rows {

  private Rows() {}

  /** Elements of a row: all axes but the first. */
  static int width(Tensor x) {
    int width = 1;
    for (int axis = 1; axis < x.shape().rank(); axis++) {
      width *= x.dim(axis);
    }
    return width;
  }

  static float[] read(Tensor x, int row) {
    float[] values = new float[width(x)];
    x.floats().get(row * values.length, values);
    return values;
  }

  static void write(Tensor x, int row, float[] values) {
    x.floats().put(row * values.length, values);
  }
}
