package io.millrace.kernel.reference;

import io.millrace.tensor.Tensor;

/** Row normalizations: sums in 16 lanes, one rounding an operation. */
final class NormReference {

  private NormReference() {}

  static void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    float[] w = gain.toFloats();
    for (int i = 0; i < x.dim(0); i++) {
      float[] row = Rows.read(x, i);
      float r = inverseRoot(Lanes.sumOfSquares(row, 0f), row.length, epsilon);
      for (int j = 0; j < row.length; j++) {
        row[j] = (row[j] * r) * w[j];
      }
      Rows.write(out, i, row);
    }
  }

  static void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    float[] w = gain.toFloats();
    float[] b = bias.toFloats();
    for (int i = 0; i < x.dim(0); i++) {
      float[] row = Rows.read(x, i);
      float mean = Lanes.sumOf(row) / row.length;
      float r = inverseRoot(Lanes.sumOfSquares(row, mean), row.length, epsilon);
      for (int j = 0; j < row.length; j++) {
        row[j] = ((row[j] - mean) * r) * w[j] + b[j];
      }
      Rows.write(out, i, row);
    }
  }

  /** {@code 1 / sqrt(sum / d + epsilon)}; rounding the root in double first changes nothing. */
  private static float inverseRoot(float sum, int d, float epsilon) {
    return 1f / (float) Math.sqrt(sum / d + epsilon);
  }
}
