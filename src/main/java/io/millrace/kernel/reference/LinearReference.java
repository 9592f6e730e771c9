package io.millrace.kernel.reference;

import io.millrace.kernel.Bias;
import io.millrace.kernel.QuantizedRows;
import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.tensor.Tensor;

/** Matrix products, one accumulator an output, and lookups of weight rows. */
final class LinearReference {

  private LinearReference() {}

  /** Weights that are plain numbers: {@code acc = fma(w[k], x[k], acc)}, k ascending. */
  static void linear(Tensor x, RawWeight w, Bias bias, Tensor out) {
    float[][] rows = new float[x.dim(0)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Rows.read(x, i);
    }
    for (int j = 0; j < w.m(); j++) {
      float[] weights = decode(w, j);
      for (int i = 0; i < rows.length; i++) {
        out.setFloat(i * w.m() + j, plus(dot(weights, rows[i]), bias, j));
      }
    }
  }

  /** Quantized weights. */
  static void linear(QuantizedRows x, RawWeight w, Bias bias, Tensor out) {
    ActivationRow[] rows = new ActivationRow[x.n()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new ActivationRow(x, i);
    }
    for (int j = 0; j < w.m(); j++) {
      WeightRow weights = new WeightRow(w, j);
      for (int i = 0; i < rows.length; i++) {
        float acc = QuantizedLinearReference.dot(weights, rows[i]);
        out.setFloat(i * w.m() + j, plus(acc, bias, j));
      }
    }
  }

  static void embed(RawWeight w, Tensor ids, float factor, Tensor out) {
    for (int i = 0; i < ids.dim(0); i++) {
      float[] row = decode(w, ids.getInt(i));
      for (int k = 0; k < row.length; k++) {
        row[k] *= factor;
      }
      Rows.write(out, i, row);
    }
  }

  private static float[] decode(RawWeight w, int row) {
    BlockCodec codec = BlockCodecs.of(w.type());
    byte[] bytes = w.row(row);
    float[] values = new float[w.k()];
    for (int b = 0; b < w.k() / w.type().blockSize(); b++) {
      codec.decode(bytes, b * w.type().blockBytes(), values, b * w.type().blockSize());
    }
    return values;
  }

  private static float dot(float[] w, float[] x) {
    float acc = 0f;
    for (int k = 0; k < w.length; k++) {
      acc = Math.fma(w[k], x[k], acc);
    }
    return acc;
  }

  private static float plus(float acc, Bias bias, int j) {
    return bias.vector().isPresent() ? acc + bias.vector().get().getFloat(j) : acc;
  }
}
