package io.millrace.kernel.jvm;

import io.millrace.tensor.Tensor;

/** Operations on the rows of a tensor, and on its elements in pieces; parallel over either. */
final class Rows {

  private static final int PIECE = 1024;

  private final Workers workers;

  Rows(Workers workers) {
    this.workers = workers;
  }

  /** Changes the first {@code length} elements of an array that holds a row or a piece. */
  @FunctionalInterface
  interface Change {
    void apply(float[] x, int length);
  }

  /** Changes {@code x}, given elements of a second tensor that lie at the same places. */
  @FunctionalInterface
  interface Join {
    void apply(float[] x, float[] y, int length);
  }

  static void read(Tensor x, int at, float[] to, int length) {
    x.memory().floats().get(x.first() + at, to, 0, length);
  }

  static void write(Tensor x, int at, float[] from, int length) {
    x.memory().floats().put(x.first() + at, from, 0, length);
  }

  /** Changes every row {@code [d]} of {@code x [n, d]}. */
  void eachRow(Tensor x, Tensor out, Change change) {
    int d = x.dim(1);
    workers.run(
        x.dim(0),
        (row, area) -> {
          float[] values = area.floats(0, 1, d)[0];
          read(x, row * d, values, d);
          change.apply(values, d);
          write(out, row * d, values, d);
        });
  }

  /** Changes all elements, some at a time. */
  void eachPiece(Tensor x, Tensor out, Change change) {
    eachPiece(x, x, out, (values, same, length) -> change.apply(values, length));
  }

  /** Joins the elements of two tensors, some at a time. */
  void eachPiece(Tensor x, Tensor y, Tensor out, Join join) {
    int all = x.elements();
    workers.run(
        (all + PIECE - 1) / PIECE,
        (piece, area) -> {
          float[][] values = area.floats(0, 2, PIECE);
          int at = piece * PIECE;
          int length = Math.min(PIECE, all - at);
          read(x, at, values[0], length);
          if (y != x) {
            read(y, at, values[1], length);
          }
          join.apply(values[0], values[y == x ? 0 : 1], length);
          write(out, at, values[0], length);
        });
  }

  void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    float[] w = gain.toFloats();
    eachRow(
        x,
        out,
        (row, d) -> {
          float r = inverseRoot(Lanes.sumOfSquares(row, d, 0f), d, epsilon);
          for (int j = 0; j < d; j++) {
            row[j] = (row[j] * r) * w[j];
          }
        });
  }

  void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    float[] w = gain.toFloats();
    float[] b = bias.toFloats();
    eachRow(
        x,
        out,
        (row, d) -> {
          float mean = Lanes.sum(row, d) / d;
          float r = inverseRoot(Lanes.sumOfSquares(row, d, mean), d, epsilon);
          for (int j = 0; j < d; j++) {
            row[j] = ((row[j] - mean) * r) * w[j] + b[j];
          }
        });
  }

  private static float inverseRoot(float sum, int d, float epsilon) {
    return 1f / (float) Math.sqrt(sum / d + epsilon); // the root in double rounds to the same f32
  }

  /** Rotates pairs (i, i + r) of each head by the angles of its row. */
  void rotate(Tensor x, Tensor cosine, Tensor sine) {
    int r = cosine.dim(1);
    int e = x.dim(2);
    float[] c = cosine.toFloats();
    float[] s = sine.toFloats();
    Tensor rows = x.reshape(x.dim(0), (long) x.dim(1) * e);
    workers.run(
        x.dim(0),
        (row, area) -> {
          int width = rows.dim(1);
          float[] values = area.floats(0, 1, width)[0];
          read(x, row * width, values, width);
          for (int first = 0; first < width; first += e) {
            for (int i = 0; i < r; i++) {
              float x0 = values[first + i];
              float x1 = values[first + r + i];
              values[first + i] = Math.fma(x0, c[row * r + i], -(x1 * s[row * r + i]));
              values[first + r + i] = Math.fma(x1, c[row * r + i], x0 * s[row * r + i]);
            }
          }
          write(x, row * width, values, width);
        });
  }
}
