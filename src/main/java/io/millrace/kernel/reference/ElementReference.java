package io.millrace.kernel.reference;

import io.millrace.kernel.Activation;
import io.millrace.tensor.Tensor;

/** Element-wise operations. */
final class ElementReference {

  private ElementReference() {}

  static void activate(Activation f, Tensor x, Tensor out) {
    for (int i = 0; i < x.elements(); i++) {
      out.setFloat(i, Functions.apply(f, x.getFloat(i)));
    }
  }

  static void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    for (int i = 0; i < gate.elements(); i++) {
      out.setFloat(i, Functions.apply(f, gate.getFloat(i)) * up.getFloat(i));
    }
  }

  static void add(Tensor a, Tensor b, Tensor out) {
    for (int i = 0; i < a.elements(); i++) {
      out.setFloat(i, a.getFloat(i) + b.getFloat(i));
    }
  }

  static void scale(Tensor x, float factor) {
    for (int i = 0; i < x.elements(); i++) {
      x.setFloat(i, x.getFloat(i) * factor);
    }
  }

  static void softCap(Tensor x, float cap) {
    for (int i = 0; i < x.elements(); i++) {
      x.setFloat(i, Functions.softCap(x.getFloat(i), cap));
    }
  }

  /** Rotates pairs (i, i + r) of each head by the angles of its row. */
  static void rotate(Tensor x, Tensor cosine, Tensor sine) {
    int heads = x.dim(1);
    int e = x.dim(2);
    int r = cosine.dim(1);
    for (int row = 0; row < x.dim(0); row++) {
      for (int head = 0; head < heads; head++) {
        int first = (row * heads + head) * e;
        for (int i = 0; i < r; i++) {
          float c = cosine.getFloat(row * r + i);
          float s = sine.getFloat(row * r + i);
          float x0 = x.getFloat(first + i);
          float x1 = x.getFloat(first + r + i);
          x.setFloat(first + i, Math.fma(x0, c, -(x1 * s)));
          x.setFloat(first + r + i, Math.fma(x1, c, x0 * s));
        }
      }
    }
  }
}
