package io.millrace.kernel;

import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * Kernels that check their arguments, so that the implementation behind them is arithmetic only.
 */
public final class CheckedKernels implements Kernels {

  private final Kernels unchecked;

  /** Wraps an implementation. */
  public CheckedKernels(Kernels unchecked) {
    this.unchecked = unchecked;
  }

  @Override
  public String name() {
    return unchecked.name();
  }

  @Override
  public int threads() {
    return unchecked.threads();
  }

  @Override
  public Allocator allocator() {
    return unchecked.allocator();
  }

  @Override
  public Kernels another(int threads) {
    new Checks("another").that(threads >= 1, "threads", threads, "1 and more");
    return new CheckedKernels(unchecked.another(threads));
  }

  @Override
  public PackedWeight pack(WeightSource source) throws IOException {
    return unchecked.pack(source);
  }

  @Override
  public void embed(PackedWeight w, Tensor ids, float factor, Tensor out) {
    Checks op = new Checks("embed");
    op.ints("ids", ids, ids.shape().elements());
    op.floats("out", out, ids.dim(0), w.k());
    op.that(Float.isFinite(factor), "factor", factor, "a finite number");
    for (int i = 0; i < ids.dim(0); i++) {
      int id = ids.getInt(i);
      if (id < 0 || id >= w.m()) { // names of elements are made only then
        op.between("ids[" + i + "]", id, 0, w.m() - 1);
      }
    }
    unchecked.embed(w, ids, factor, out);
  }

  @Override
  public void quantize(Tensor x, QuantizedRows out) {
    Checks op = new Checks("quantize");
    op.floats("x", x, out.n(), out.k());
    rows(op, "out", out);
    unchecked.quantize(x, out);
  }

  @Override
  public void linear(Tensor x, PackedWeight w, Bias bias, Tensor out) {
    Checks op = new Checks("linear");
    op.rank("x", x, 2);
    op.that(!w.type().isQuantized(), "w", w.type(), "F32, F16 or BF16 for x F32");
    product(op, w, x.dim(0), x.dim(1), bias, out);
    unchecked.linear(x, w, bias, out);
  }

  @Override
  public void linear(QuantizedRows x, PackedWeight w, Bias bias, Tensor out) {
    linear(x, List.of(new Product(w, bias, out)));
  }

  @Override
  public void linear(QuantizedRows x, List<Product> products) {
    Checks op = new Checks("linear");
    rows(op, "x", x);
    for (Product product : products) {
      PackedWeight w = product.weight();
      op.that(w.type().isQuantized(), "w", w.type(), "a quantized type for quantized x");
      product(op, w, x.n(), x.k(), product.bias(), product.out());
    }
    unchecked.linear(x, products);
  }

  @Override
  public void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    Checks op = new Checks("rmsNorm");
    norm(op, x, gain, epsilon, out);
    unchecked.rmsNorm(x, gain, epsilon, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    Checks op = new Checks("layerNorm");
    norm(op, x, gain, epsilon, out);
    op.floats("bias", bias, x.dim(1));
    unchecked.layerNorm(x, gain, bias, epsilon, out);
  }

  @Override
  public void rotate(Tensor x, Tensor cosine, Tensor sine) {
    Checks op = new Checks("rotate");
    op.rank("x", x, 3);
    op.rank("cosine", cosine, 2);
    op.between("cosine's pairs", cosine.dim(1), 0, x.dim(2) / 2);
    op.floats("cosine", cosine, x.dim(0), cosine.dim(1));
    op.like("sine", sine, cosine);
    unchecked.rotate(x, cosine, sine);
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor out) {
    new Checks("activate").like("out", out, x);
    unchecked.activate(f, x, out);
  }

  @Override
  public void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    Checks op = new Checks("gate");
    op.like("up", up, gate);
    op.like("out", out, gate);
    unchecked.gate(f, gate, up, out);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    Checks op = new Checks("add");
    op.like("b", b, a);
    op.like("out", out, a);
    unchecked.add(a, b, out);
  }

  @Override
  public void scale(Tensor x, float factor) {
    unchecked.scale(x, factor);
  }

  @Override
  public void softCap(Tensor x, float cap) {
    new Checks("softCap").that(positive(cap), "cap", cap, "a finite number above 0");
    unchecked.softCap(x, cap);
  }

  @Override
  public void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout) {
    Checks op = new Checks("store");
    op.floats("keys", keys, layout.rows(), cache.layout().g(), cache.layout().e());
    op.like("values", values, keys);
    blocks(op, cache, layout);
    unchecked.store(keys, values, cache, layout);
  }

  @Override
  public void attend(
      Tensor q, CacheLayer cache, BatchLayout layout, AttentionSpec spec, Tensor out) {
    Checks op = new Checks("attend");
    op.floats("q", q, layout.rows(), spec.heads(), cache.layout().e());
    op.like("out", out, q);
    attention(op, cache, spec);
    blocks(op, cache, layout);
    unchecked.attend(q, cache, layout, spec, out);
  }

  @Override
  public void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    Checks op = new Checks("sumExponentials");
    op.rank("x", x, 2);
    op.floats("maximum", maximum, x.dim(0));
    op.floats("sum", sum, x.dim(0));
    unchecked.sumExponentials(x, maximum, sum);
  }

  @Override
  public void top(Tensor x, Tensor values, Tensor columns) {
    Checks op = new Checks("top");
    op.rank("x", x, 2);
    op.rank("values", values, 2);
    op.between("values' count", values.dim(1), 1, x.dim(1));
    op.floats("values", values, x.dim(0), values.dim(1));
    op.ints("columns", columns, x.dim(0), values.dim(1));
    unchecked.top(x, values, columns);
  }

  @Override
  public void draw(StripedRows x, Draws draws, Tensor values, Tensor columns) {
    Checks op = new Checks("draw");
    op.that(x.width() > 0, "x's width", x.width(), "1 or more");
    op.that(x.c() > 0, "x's columns", x.c(), "1 or more");
    op.floats("x", x.x(), (long) x.n() * x.c());
    int count = draws.count();
    op.ints("draws' rows", draws.rows(), count);
    op.floats("draws' factors", draws.factors(), count);
    op.ints("draws' top_k", draws.topK(), count);
    op.floats("draws' top_p", draws.topP(), count);
    op.floats("draws' min_p", draws.minP(), count);
    op.ints("draws' uniforms", draws.uniforms(), count, 2);
    op.floats("values", values, count);
    op.ints("columns", columns, count);
    for (int draw = 0; draw < count; draw++) {
      draw(op, x, draws, draw);
    }
    unchecked.draw(x, draws, values, columns);
  }

  @Override
  public void close() {
    unchecked.close();
  }

  private static void draw(Checks op, StripedRows x, Draws draws, int draw) {
    Draws.Filter filter = draws.filter(draw);
    double uniform = draws.uniform(draw);
    op.between("draws' row", draws.row(draw), 0, x.n() - 1);
    op.that(positive(filter.factor()), "factor", filter.factor(), "a finite number above 0");
    op.that(filter.topK() >= 0, "top_k", filter.topK(), "0 or more");
    op.that(filter.topP() > 0 && filter.topP() <= 1, "top_p", filter.topP(), "above 0 to 1");
    op.that(filter.minP() >= 0 && filter.minP() <= 1, "min_p", filter.minP(), "0 to 1");
    op.that(uniform >= 0 && uniform < 1, "uniform", uniform, "0 to 1, exclusive");
  }

  private static boolean positive(float value) {
    return value > 0 && Float.isFinite(value);
  }

  private static void rows(Checks op, String argument, QuantizedRows rows) {
    int n = rows.n();
    int k = rows.k();
    op.that(k % 32 == 0, argument + "'s k", k, "a multiple of 32");
    op.ints(argument + "'s codes", rows.codes(), n, k / 4);
    op.floats(argument + "'s scales", rows.scales(), n, (k + 255) / QuantizedRows.GROUP);
    op.ints(argument + "'s shifts", rows.shifts(), n, k / 32);
    op.ints(argument + "'s sums", rows.sums(), n, k / 16);
  }

  private static void product(Checks op, PackedWeight w, int n, int k, Bias bias, Tensor out) {
    if (w.k() != k) {
      op.fail(
          "w",
          "%s [%d, %d]".formatted(w.type(), w.m(), w.k()),
          "k = %d to match x [%d, %d]".formatted(k, n, k));
    }
    bias.vector().ifPresent(vector -> op.floats("bias", vector, w.m()));
    op.floats("out", out, n, w.m());
  }

  private static void norm(Checks op, Tensor x, Tensor gain, float epsilon, Tensor out) {
    op.rank("x", x, 2);
    op.floats("gain", gain, x.dim(1));
    op.that(epsilon >= 0 && Float.isFinite(epsilon), "epsilon", epsilon, "0 or more");
    op.like("out", out, x);
  }

  private static void attention(Checks op, CacheLayer cache, AttentionSpec spec) {
    int g = cache.layout().g();
    op.that(
        spec.heads() >= g && spec.heads() % g == 0, "heads", spec.heads(), "a multiple of " + g);
    op.that(Float.isFinite(spec.scale()), "scale", spec.scale(), "a finite number");
    op.that(
        spec.softCap() == 0 || positive(spec.softCap()),
        "softCap",
        spec.softCap(),
        "0 or a finite number above 0");
    op.between("window", spec.window(), 1, Integer.MAX_VALUE);
    op.that(
        spec.mask() == Mask.CAUSAL || spec.window() == AttentionSpec.NO_WINDOW,
        "window",
        spec.window(),
        "none with mask FULL");
    spec.bias().table().ifPresent(table -> bias(op, table, spec.heads()));
  }

  private static void bias(Checks op, Tensor table, int heads) {
    op.rank("bias", table, 2);
    op.that(
        table.dim(0) == heads && table.dim(1) % 2 == 1,
        "bias",
        table,
        "F32 [" + heads + ", 2 R + 1]");
  }

  private static void blocks(Checks op, CacheLayer cache, BatchLayout layout) {
    int all = layout.blocks().elements();
    int end = cache.blocks();
    for (int i = 0; i < all; i++) {
      int block = layout.blocks().getInt(i);
      if (block < 0 || block >= end) {
        op.between("layout's blocks[" + i + "]", block, 0, end - 1);
      }
    }
  }
}
