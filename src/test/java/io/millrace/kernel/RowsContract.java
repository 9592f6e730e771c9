package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on rows and elements give the reference's bits. */
public abstract class RowsContract extends KernelsContract {

  @ParameterizedTest
  @MethodSource("tables")
  void rowsAndElements(String table) {
    use(table);
    for (int run = 0; run < 150; run++) {
      int n = random.dimension(20);
      int d = random.dimension(run % 10 == 0 ? 3000 : 80);
      Tensor x = random.normal(memory, n, d);
      poison(x);
      Tensor y = random.normal(memory, n, d);
      Tensor gain = random.normal(memory, d);
      Tensor bias = random.normal(memory, d);
      String what = table + " n=%d d=%d ".formatted(n, d);
      both(what + "rmsNorm", (k, out) -> k.rmsNorm(x, gain, 1e-6f, out), n, d);
      both(what + "layerNorm", (k, out) -> k.layerNorm(x, gain, bias, 1e-5f, out), n, d);
      both(what + "add", (k, out) -> k.add(x, y, out), n, d);
      for (Activation f : Activation.values()) {
        both(what + f, (k, out) -> k.activate(f, x, out), n, d);
        both(what + "gate " + f, (k, out) -> k.gate(f, x, y, out), n, d);
      }
      inPlace(what + "scale", x, (k, out) -> k.scale(out, 0.37f), n, d);
      inPlace(what + "softCap", x, (k, out) -> k.softCap(out, 3.5f), n, d);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rotate(String table) {
    use(table);
    for (int run = 0; run < 40; run++) {
      int n = random.dimension(9);
      int heads = random.dimension(5);
      int r = random.dimension(40);
      int e = 2 * r + random.below(5);
      Tensor x = random.normal(memory, n, heads, e);
      Tensor cosine = random.normal(memory, n, r);
      Tensor sine = random.normal(memory, n, r);
      inPlace(
          "rotate %s n=%d heads=%d e=%d r=%d".formatted(table, n, heads, e, r),
          x,
          (k, out) -> k.rotate(out, cosine, sine),
          n,
          heads,
          e);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void head(String table) {
    use(table);
    for (int run = 0; run < 150; run++) {
      int n = random.dimension(9);
      int c = random.dimension(run % 10 == 0 ? 5000 : 100);
      int count = Math.min(c, random.dimension(40));
      Tensor x = random.normal(memory, n, c);
      poison(x);
      for (int i = 0; i < n * c / 3; i++) { // ties
        x.setFloat(random.below(n * c), (float) random.below(4));
      }
      String what = "%s n=%d c=%d count=%d".formatted(table, n, c, count);
      Tensor[] expected = vectors(n);
      Tensor[] actual = vectors(n);
      reference.sumExponentials(x, expected[0], expected[1]);
      subject.sumExponentials(x, actual[0], actual[1]);
      assertSame("sumExponentials maximum " + what, expected[0], actual[0]);
      assertSame("sumExponentials sum " + what, expected[1], actual[1]);
      Tensor columns = Tensor.allocate(memory, DataType.I32, Shape.of(n, count));
      Tensor others = Tensor.allocate(memory, DataType.I32, Shape.of(n, count));
      both("top " + what, (k, out) -> k.top(x, out, k == subject ? others : columns), n, count);
      assertInts("top columns " + what, columns, others);
    }
  }

  private Tensor[] vectors(int n) {
    return new Tensor[] {
      Tensor.allocate(memory, DataType.F32, Shape.of(n)),
      Tensor.allocate(memory, DataType.F32, Shape.of(n))
    };
  }
}
