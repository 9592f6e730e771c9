package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
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

  @ParameterizedTest
  @MethodSource("tables")
  void drawFromRowsOfAnySize(String table) {
    use(table);
    for (int run = 0; run < 300; run++) {
      int c = random.dimension(run % 10 == 0 ? 20_000 : 600);
      Tensor x = random.normal(memory, random.dimension(4), c);
      float spread = new float[] {0.01f, 1, 4, 30}[random.below(4)];
      subject.scale(x, spread);
      poison(x);
      for (int i = 0; i < x.elements() / 3; i++) { // ties, and tokens that are excluded
        x.setFloat(
            random.below(x.elements()),
            random.chance(2) ? Float.NEGATIVE_INFINITY : (random.below(9) - 4) * spread);
      }
      int width = random.chance(2) ? 4096 : 1 + random.below(c);
      drawn("draw %s %d of %s".formatted(table, width, x), x, width, 1 + random.below(4));
    }
  }

  /** More elements near the end of a choice than kernels have room for, and more that are equal. */
  @ParameterizedTest
  @MethodSource("tables")
  void drawFromFlatRows(String table) {
    use(table);
    int c = 150_000 + random.below(9999);
    for (int values : new int[] {1, 2, 40, 100_000, Integer.MAX_VALUE}) {
      Tensor x = random.normal(memory, 2, c);
      for (int i = 0; i < x.elements(); i++) {
        x.setFloat(i, random.below(values) * 1f / values);
      }
      drawn("draw %s of %d values".formatted(table, values), x, 4096, 8);
    }
  }

  /** Draws by both kernels what may be asked for, from rows whose stripes are laid out. */
  private void drawn(String what, Tensor rows, int width, int count) {
    int n = rows.dim(0);
    int c = rows.dim(1);
    Tensor x = Tensor.allocate(memory, DataType.F32, Shape.of((long) n * c));
    StripedRows striped = new StripedRows(x, n, c, width);
    for (int stripe = 0; stripe < striped.stripes(); stripe++) {
      Tensor part = striped.stripe(stripe);
      for (int i = 0; i < part.elements(); i++) {
        int row = i / part.dim(1);
        part.setFloat(i, rows.getFloat(row * c + stripe * width + i % part.dim(1)));
      }
    }
    Draws draws;
    try (Scratch scratch = new Scratch(memory)) {
      draws = Draws.allocate(scratch, count);
      for (int draw = 0; draw < count; draw++) {
        draws.set(draw, random.below(n), filter(c), random.fraction());
      }
      Tensor[] expected = {vectors(count)[0], ints(count)};
      Tensor[] actual = {vectors(count)[0], ints(count)};
      reference.draw(striped, draws, expected[0], expected[1]);
      subject.draw(striped, draws, actual[0], actual[1]);
      assertInts(what + " columns", expected[1], actual[1]);
      assertSame(what + " values", expected[0], actual[0]);
    }
  }

  private Draws.Filter filter(int c) {
    float factor = new float[] {1, 1, 1.43f, 0.3f, 1e-30f, 100}[random.below(6)];
    int topK = random.chance(2) ? 0 : 1 + random.below(random.chance(2) ? 80 : c + 9);
    float topP = random.chance(3) ? 1 : (1 + random.below(1 << 20)) * 0x1p-20f;
    float minP = random.chance(2) ? 0 : (float) random.fraction() * (random.chance(2) ? 1 : 1e-3f);
    return new Draws.Filter(factor, topK, topP, minP);
  }

  private Tensor ints(int n) {
    return Tensor.allocate(memory, DataType.I32, Shape.of(n));
  }

  private Tensor[] vectors(int n) {
    return new Tensor[] {
      Tensor.allocate(memory, DataType.F32, Shape.of(n)),
      Tensor.allocate(memory, DataType.F32, Shape.of(n))
    };
  }
}
