package io.millrace.kernel.reference;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Bias;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Draws;
import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.StripedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import java.io.IOException;

/** The arithmetic in plain scalar Java, on the calling thread: the definition of every bit. */
public final class ReferenceKernels implements Kernels {

  /** Opens them; they know neither threads nor OpenBLAS. */
  static ReferenceKernels open(KernelOptions options) {
    if (options.floatProducts() == FloatProducts.OPENBLAS) {
      throw new IllegalStateException(
          "kernels: Java kernels do not use OpenBLAS; leave out --f32 openblas");
    }
    return new ReferenceKernels();
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public Allocator allocator() {
    return Allocator.direct();
  }

  /** They know no other threads than the caller's. */
  @Override
  public Kernels another(int threads) {
    return new ReferenceKernels();
  }

  @Override
  public PackedWeight pack(WeightSource source) throws IOException {
    return RawWeight.read(source, allocator());
  }

  @Override
  public void embed(PackedWeight w, Tensor ids, float factor, Tensor out) {
    LinearReference.embed(raw("embed", w), ids, factor, out);
  }

  @Override
  public void quantize(Tensor x, QuantizedRows out) {
    QuantizeReference.quantize(x, out);
  }

  @Override
  public void linear(Tensor x, PackedWeight w, Bias bias, Tensor out) {
    LinearReference.linear(x, raw("linear", w), bias, out);
  }

  @Override
  public void linear(QuantizedRows x, PackedWeight w, Bias bias, Tensor out) {
    LinearReference.linear(x, raw("linear", w), bias, out);
  }

  @Override
  public void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    NormReference.rmsNorm(x, gain, epsilon, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    NormReference.layerNorm(x, gain, bias, epsilon, out);
  }

  @Override
  public void rotate(Tensor x, Tensor cosine, Tensor sine) {
    ElementReference.rotate(x, cosine, sine);
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor out) {
    ElementReference.activate(f, x, out);
  }

  @Override
  public void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    ElementReference.gate(f, gate, up, out);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    ElementReference.add(a, b, out);
  }

  @Override
  public void scale(Tensor x, float factor) {
    ElementReference.scale(x, factor);
  }

  @Override
  public void softCap(Tensor x, float cap) {
    ElementReference.softCap(x, cap);
  }

  @Override
  public void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout) {
    CacheReference.store(keys, values, cache, layout);
  }

  @Override
  public void attend(
      Tensor q, CacheLayer cache, BatchLayout layout, AttentionSpec spec, Tensor out) {
    new AttentionReference(cache, layout, spec).attend(q, out);
  }

  @Override
  public void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    HeadReference.sumExponentials(x, maximum, sum);
  }

  @Override
  public void top(Tensor x, Tensor values, Tensor columns) {
    HeadReference.top(x, values, columns);
  }

  @Override
  public void draw(StripedRows x, Draws draws, Tensor values, Tensor columns) {
    DrawReference.draw(x, draws, values, columns);
  }

  @Override
  public void close() {}

  private static RawWeight raw(String op, PackedWeight w) {
    if (w instanceof RawWeight raw) {
      return raw;
    }
    throw new IllegalArgumentException(
        op + ": w was packed by other kernels, expected a weight packed by these");
  }
}
