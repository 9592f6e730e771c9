package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.LANES;

import io.millrace.kernel.Activation;
import io.millrace.kernel.jvm.WorkArea;
import io.millrace.kernel.jvm.Workers;
import io.millrace.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Operations on rows and elements, of which an item has some thousand: less is not worth the waking
 * of a thread.
 */
final class Rows {

  private static final int ITEM = 4096;

  private final Workers workers;

  Rows(Workers workers) {
    this.workers = workers;
  }

  /** Changes rows {@code [count][d]} that lie in an array, of which the first is {@code row}. */
  @FunctionalInterface
  private interface Change {
    void apply(float[] rows, int row, int count);
  }

  private void each(Tensor x, int n, Tensor out, Change change) {
    int d = x.elements() / n;
    int each = Math.max(1, ITEM / d);
    workers.run(
        (n + each - 1) / each,
        (item, area) -> {
          int first = item * each;
          int count = Math.min(each, n - first);
          float[] rows = area.floats(0, 1, count * d)[0];
          x.memory().floats().get(x.first() + first * d, rows, 0, count * d);
          change.apply(rows, first, count);
          out.memory().floats().put(out.first() + first * d, rows, 0, count * d);
        });
  }

  void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    int d = x.dim(1);
    float[] w = gain.toFloats();
    each(
        x,
        x.dim(0),
        out,
        (rows, first, count) -> {
          float[] lanes = new float[Softmax.SUMS];
          for (int at = 0; at < count * d; at += d) {
            float mean = Softmax.sumOfSquares(rows, at, d, lanes) / d;
            // The root in double rounds to the same f32.
            normalize(rows, at, 1f / (float) Math.sqrt(mean + epsilon), w);
          }
        });
  }

  private static void normalize(float[] x, int at, float r, float[] w) {
    for (int j = 0; j < w.length; j++) {
      x[at + j] = (x[at + j] * r) * w[j];
    }
  }

  /** Rotates pairs (i, i + r) of each head by the angles of its row. */
  void rotate(Tensor x, Tensor cosine, Tensor sine) {
    int r = cosine.dim(1);
    int e = x.dim(2);
    int width = x.dim(1) * e;
    float[] c = cosine.toFloats();
    float[] s = sine.toFloats();
    each(
        x,
        x.dim(0),
        x,
        (rows, first, count) -> {
          for (int head = 0; head < count * width; head += e) {
            rotate(rows, head, c, s, (first + head / width) * r, r);
          }
        });
  }

  private static void rotate(float[] x, int at, float[] c, float[] s, int angle, int r) {
    int i = 0;
    for (; i + LANES <= r; i += LANES) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, at + i);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + r + i);
      FloatVector cosine = FloatVector.fromArray(FLOATS, c, angle + i);
      FloatVector sine = FloatVector.fromArray(FLOATS, s, angle + i);
      x0.fma(cosine, x1.mul(sine).neg()).intoArray(x, at + i);
      x1.fma(cosine, x0.mul(sine)).intoArray(x, at + r + i);
    }
    for (; i < r; i++) {
      float x0 = x[at + i];
      float x1 = x[at + r + i];
      x[at + i] = Math.fma(x0, c[angle + i], -(x1 * s[angle + i]));
      x[at + r + i] = Math.fma(x1, c[angle + i], x0 * s[angle + i]);
    }
  }

  /** Whether {@link #gate} can do it; {@code kernel.jvm} can do all. */
  static boolean supports(Activation f) {
    return f == Activation.SILU || f == Activation.GELU_TANH;
  }

  /** Computes {@code f(gate) * up}. */
  void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    int all = gate.elements();
    workers.run(
        (all + ITEM - 1) / ITEM,
        (item, area) -> {
          float[][] arrays = area.floats(0, 3, ITEM);
          int at = item * ITEM;
          int length = Math.min(ITEM, all - at);
          gate.memory().floats().get(gate.first() + at, arrays[0], 0, length);
          up.memory().floats().get(up.first() + at, arrays[1], 0, length);
          exponents(f, arrays[0], arrays[2], length);
          Softmax.exp(arrays[2], length, 0f);
          join(arrays[0], arrays[2], arrays[1], length);
          out.memory().floats().put(out.first() + at, arrays[0], 0, length);
        });
  }

  /** What the function's exponential is of. */
  private static void exponents(Activation f, float[] x, float[] to, int length) {
    if (f == Activation.SILU) {
      for (int i = 0; i < length; i++) {
        to[i] = -x[i];
      }
    } else {
      for (int i = 0; i < length; i++) {
        to[i] = -2f * (0.7978846f * Math.fma(0.044715f * (x[i] * x[i]), x[i], x[i]));
      }
    }
  }

  private static void join(float[] x, float[] exponential, float[] up, int length) {
    for (int i = 0; i < length; i++) {
      x[i] = x[i] / (1f + exponential[i]) * up[i];
    }
  }

  /** The maximum of each row, and the sum of its exponentials relative to it. */
  void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    int whole = paddedLength(x.dim(1));
    workers.run(
        x.dim(0),
        (row, area) -> {
          float[] values = padded(x, row, area);
          float largest = Softmax.largest(values, whole);
          Softmax.exp(values, whole, largest);
          float[] lanes = new float[Softmax.SUMS];
          Softmax.add(values, whole, lanes);
          maximum.setFloat(row, largest + 0f); // a zero is +0, whichever came first
          sum.setFloat(row, Softmax.sum(lanes));
        });
  }

  /** The largest element of each row, a NaN before all others, and the first column it is in. */
  void largest(Tensor x, Tensor values, Tensor columns) {
    int whole = paddedLength(x.dim(1));
    workers.run(
        x.dim(0),
        (row, area) -> {
          float[] all = padded(x, row, area);
          int column = Softmax.find(all, whole, Softmax.largest(all, whole));
          values.setFloat(row, all[column]);
          columns.setInt(row, column);
        });
  }

  /** A row and what fills its last lanes up: minus infinity, which is never largest and adds 0. */
  private static float[] padded(Tensor x, int row, WorkArea area) {
    int c = x.dim(1);
    int whole = paddedLength(c);
    float[] values = area.floats(0, 1, whole)[0];
    x.memory().floats().get(x.first() + row * c, values, 0, c);
    Arrays.fill(values, c, whole, Float.NEGATIVE_INFINITY);
    return values;
  }

  private static int paddedLength(int length) {
    return (length + Softmax.SUMS - 1) / Softmax.SUMS * Softmax.SUMS;
  }
}
