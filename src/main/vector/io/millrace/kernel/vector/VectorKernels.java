package io.millrace.kernel.vector;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Bias;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Draws;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.Product;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.StripedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.kernel.jvm.JvmKernels;
import io.millrace.kernel.jvm.Workers;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/** The kernels of the Vector API, and those of {@code kernel.jvm} for the rest, on one pool. */
final class VectorKernels implements Kernels {

  private final Allocator pages = HugePages.allocator();
  private final Workers workers;
  private final JvmKernels java;
  private final Products products;
  private final Rows rows;

  VectorKernels(int threads) {
    workers = new Workers(threads);
    java = new JvmKernels(workers);
    products = new Products(workers);
    rows = new Rows(workers);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int threads() {
    return workers.threads();
  }

  @Override
  public Allocator allocator() {
    return java.allocator();
  }

  @Override
  public Kernels another(int threads) {
    return new VectorKernels(threads);
  }

  @Override
  public PackedWeight pack(WeightSource source) throws IOException {
    return VectorWeight.pack(source, pages);
  }

  @Override
  public void embed(PackedWeight w, Tensor ids, float factor, Tensor out) {
    Embedding.embed(VectorWeight.own("embed", w), ids, factor, out, workers);
  }

  @Override
  public void quantize(Tensor x, QuantizedRows out) {
    Quantizing.quantize(x, out, workers);
  }

  @Override
  public void linear(Tensor x, PackedWeight w, Bias bias, Tensor out) {
    products.multiply(x, VectorWeight.own("linear", w), bias, out);
  }

  @Override
  public void linear(QuantizedRows x, PackedWeight w, Bias bias, Tensor out) {
    linear(x, List.of(new Product(w, bias, out)));
  }

  @Override
  public void linear(QuantizedRows x, List<Product> each) {
    products.multiply(x, each);
  }

  @Override
  public void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    rows.rmsNorm(x, gain, epsilon, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    java.layerNorm(x, gain, bias, epsilon, out);
  }

  @Override
  public void rotate(Tensor x, Tensor cosine, Tensor sine) {
    rows.rotate(x, cosine, sine);
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor out) {
    java.activate(f, x, out);
  }

  @Override
  public void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    if (Rows.supports(f)) {
      rows.gate(f, gate, up, out);
    } else {
      java.gate(f, gate, up, out);
    }
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    java.add(a, b, out);
  }

  @Override
  public void scale(Tensor x, float factor) {
    java.scale(x, factor);
  }

  @Override
  public void softCap(Tensor x, float cap) {
    java.softCap(x, cap);
  }

  @Override
  public void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout) {
    java.store(keys, values, cache, layout);
  }

  @Override
  public void attend(
      Tensor q, CacheLayer cache, BatchLayout layout, AttentionSpec spec, Tensor out) {
    if (Attention.supports(cache, spec)) {
      new Attention(cache, layout, spec).attend(q, out, workers);
    } else {
      java.attend(q, cache, layout, spec, out);
    }
  }

  @Override
  public void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    rows.sumExponentials(x, maximum, sum);
  }

  @Override
  public void top(Tensor x, Tensor values, Tensor columns) {
    if (values.dim(1) == 1) {
      rows.largest(x, values, columns);
    } else {
      java.top(x, values, columns);
    }
  }

  @Override
  public void draw(StripedRows x, Draws draws, Tensor values, Tensor columns) {
    java.draw(x, draws, values, columns);
  }

  @Override
  public void close() {
    java.close();
  }
}
