package io.millrace.kernel.jni;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Bias;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Draws;
import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.Peaks;
import io.millrace.kernel.Product;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.StripedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.Memory;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/** The C kernels: one native call an op. */
final class NativeKernels implements Kernels {

  private static final double PROBE_SECONDS = 0.5;
  private static final String[] NAMES = {"best", "generic", "avx2", "avx512", "neon"};

  private final int isa;
  private final KernelOptions options;
  private long context;

  private NativeKernels(int isa, KernelOptions options, long context) {
    this.isa = isa;
    this.options = options;
    this.context = context;
  }

  static NativeKernels open(int isa, KernelOptions options) {
    long context = MillraceNative.mr_context_create(isa, options.threads());
    if (context == 0) {
      throw new IllegalStateException(
          "kernels: could not start %d threads of the %s table; the system may be out of threads or memory"
              .formatted(options.threads(), NAMES[isa]));
    }
    return new NativeKernels(isa, options, context);
  }

  /** Turns a status of the C side into the exception its kind deserves. */
  static void check(int status, String op) {
    switch (status) {
      case 0 -> {}
      case -1 ->
          throw new OutOfMemoryError(op + ": the system has no memory left for scratch space");
      case -3 -> throw new IllegalArgumentException(op + ": this weight type is not supported");
      case -4 ->
          throw new IllegalArgumentException(
              op + ": heads have more than 512 elements, which is not supported");
      default -> throw new AssertionError(op + ": status " + status);
    }
  }

  @Override
  public String name() {
    return NAMES[isa];
  }

  @Override
  public int threads() {
    return options.threads();
  }

  @Override
  public Allocator allocator() {
    return NativeMemory.allocator();
  }

  @Override
  public NativeKernels another(int threads) {
    return open(isa, new KernelOptions(threads, options.floatProducts()));
  }

  @Override
  public PackedWeight pack(WeightSource source) throws IOException {
    return NativeWeight.pack(source, options.floatProducts());
  }

  private long context() {
    if (context == 0) {
      throw new IllegalStateException("kernels: are closed");
    }
    return context;
  }

  static long address(Tensor tensor) {
    return tensor.address() != Memory.NO_ADDRESS
        ? tensor.address()
        : address(tensor.memory()) + 4L * tensor.first();
  }

  @SuppressWarnings("resource") // a view of the buffer, which owns nothing
  private static long address(Memory memory) {
    return memory.address() != Memory.NO_ADDRESS
        ? memory.address()
        : new BytePointer(memory.bytes().duplicate().clear()).address();
  }

  static long address(Bias bias) {
    return bias.vector().map(NativeKernels::address).orElse(0L);
  }

  static NativeWeight own(PackedWeight w) {
    if (w instanceof NativeWeight weight) {
      return weight;
    }
    throw new IllegalArgumentException(
        "weight: was packed by other kernels; pack it by those that use it");
  }

  @Override
  public void embed(PackedWeight w, Tensor ids, float factor, Tensor out) {
    NativeWeight weight = own(w);
    check(
        MillraceNative.mr_embed(
            context(),
            weight.packedType(),
            weight.address(),
            address(ids),
            ids.elements(),
            weight.k(),
            factor,
            address(out)),
        "embed");
  }

  @Override
  public void quantize(Tensor x, QuantizedRows out) {
    check(
        MillraceNative.mr_quantize(
            context(),
            address(x),
            out.n(),
            out.k(),
            address(out.codes()),
            address(out.scales()),
            address(out.shifts()),
            address(out.sums())),
        "quantize");
  }

  @Override
  public void linear(Tensor x, PackedWeight w, Bias bias, Tensor out) {
    NativeWeight weight = own(w);
    check(
        MillraceNative.mr_linear_float(
            context(),
            weight.packedType(),
            weight.address(),
            weight.m(),
            weight.k(),
            address(x),
            x.dim(0),
            address(bias),
            address(out)),
        "linear");
  }

  @Override
  public void linear(QuantizedRows x, PackedWeight w, Bias bias, Tensor out) {
    linear(x, List.of(new Product(w, bias, out)));
  }

  @Override
  public void linear(QuantizedRows x, List<Product> products) {
    for (int from = 0; from < products.size(); from += NativeProducts.MOST) {
      int end = Math.min(products.size(), from + NativeProducts.MOST);
      NativeProducts some = NativeProducts.of(products.subList(from, end));
      check(
          MillraceNative.mr_linear_quantized(
              context(),
              some.words(),
              end - from,
              x.k(),
              address(x.codes()),
              address(x.scales()),
              address(x.shifts()),
              address(x.sums()),
              x.n()),
          "linear");
    }
  }

  @Override
  public void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    check(
        MillraceNative.mr_rms_norm(
            context(), address(x), address(gain), epsilon, address(out), x.dim(0), x.dim(1)),
        "rmsNorm");
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    check(
        MillraceNative.mr_layer_norm(
            context(),
            address(x),
            address(gain),
            address(bias),
            epsilon,
            address(out),
            x.dim(0),
            x.dim(1)),
        "layerNorm");
  }

  @Override
  public void rotate(Tensor x, Tensor cosine, Tensor sine) {
    check(
        MillraceNative.mr_rotate(
            context(),
            address(x),
            x.dim(0),
            x.dim(1),
            x.dim(2),
            cosine.dim(1),
            address(cosine),
            address(sine)),
        "rotate");
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor out) {
    check(
        MillraceNative.mr_activate(context(), f.id(), address(x), address(out), x.elements()),
        "activate");
  }

  @Override
  public void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    check(
        MillraceNative.mr_gate(
            context(), f.id(), address(gate), address(up), address(out), gate.elements()),
        "gate");
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    check(
        MillraceNative.mr_add(context(), address(a), address(b), address(out), a.elements()),
        "add");
  }

  @Override
  public void scale(Tensor x, float factor) {
    check(MillraceNative.mr_scale(context(), address(x), factor, x.elements()), "scale");
  }

  @Override
  public void softCap(Tensor x, float cap) {
    check(MillraceNative.mr_soft_cap(context(), address(x), cap, x.elements()), "softCap");
  }

  @Override
  public void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout) {
    BlockLayout block = cache.layout();
    check(
        MillraceNative.mr_store(
            context(),
            address(keys),
            address(values),
            address(cache.memory()),
            block.type().id(),
            block.g(),
            block.e(),
            address(layout.sequences()),
            layout.count(),
            address(layout.blocks())),
        "store");
  }

  @Override
  public void attend(
      Tensor q, CacheLayer cache, BatchLayout layout, AttentionSpec spec, Tensor out) {
    BlockLayout block = cache.layout();
    Optional<Tensor> bias = spec.bias().table();
    check(
        MillraceNative.mr_attend(
            context(),
            address(q),
            address(cache.memory()),
            block.type().id(),
            spec.heads(),
            block.g(),
            block.e(),
            address(layout.sequences()),
            layout.count(),
            address(layout.blocks()),
            spec.scale(),
            spec.softCap(),
            spec.window(),
            spec.mask() == AttentionSpec.Mask.FULL ? 1 : 0,
            bias.map(NativeKernels::address).orElse(0L),
            bias.map(table -> table.dim(1) / 2).orElse(0),
            address(out)),
        "attend");
  }

  @Override
  public void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    check(
        MillraceNative.mr_sum_exponentials(
            context(), address(x), x.dim(0), x.dim(1), address(maximum), address(sum)),
        "sumExponentials");
  }

  @Override
  public void top(Tensor x, Tensor values, Tensor columns) {
    check(
        MillraceNative.mr_top(
            context(),
            address(x),
            x.dim(0),
            x.dim(1),
            values.dim(1),
            address(values),
            address(columns)),
        "top");
  }

  @Override
  public void draw(StripedRows x, Draws draws, Tensor values, Tensor columns) {
    check(
        MillraceNative.mr_draw(
            context(),
            address(x.x()),
            x.n(),
            x.c(),
            x.width(),
            draws.count(),
            address(draws.rows()),
            address(draws.factors()),
            address(draws.topK()),
            address(draws.topP()),
            address(draws.minP()),
            address(draws.uniforms()),
            address(values),
            address(columns)),
        "draw");
  }

  /** Measures what this table reaches at most, half a second for each figure. */
  Peaks peaks() {
    return new Peaks(
        rate(MillraceNative.mr_probe_int8(context(), PROBE_SECONDS)),
        rate(MillraceNative.mr_probe_f32(context(), PROBE_SECONDS)),
        rate(MillraceNative.mr_probe_read(context(), PROBE_SECONDS)));
  }

  private static double rate(double rate) {
    check(rate < 0 ? (int) rate : 0, "probe");
    return rate;
  }

  @Override
  public void close() {
    if (context != 0) {
      MillraceNative.mr_context_destroy(context);
      context = 0;
    }
  }
}
