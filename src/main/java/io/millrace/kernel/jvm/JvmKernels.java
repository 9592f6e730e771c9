package io.millrace.kernel.jvm;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Bias;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Draws;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.StripedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import java.io.IOException;

/** The Java kernels: each op cut into items that all threads share. */
public final class JvmKernels implements Kernels {

  private final Workers workers;
  private final Linear linear;
  private final Rows rows;

  /** Kernels on these threads, which they close. */
  public JvmKernels(Workers workers) {
    this.workers = workers;
    linear = new Linear(workers);
    rows = new Rows(workers);
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public int threads() {
    return workers.threads();
  }

  @Override
  public Allocator allocator() {
    return Allocator.direct();
  }

  @Override
  public Kernels another(int threads) {
    return new JvmKernels(new Workers(threads));
  }

  @Override
  public PackedWeight pack(WeightSource source) throws IOException {
    return JvmWeight.pack(source, allocator());
  }

  @Override
  public void embed(PackedWeight w, Tensor ids, float factor, Tensor out) {
    Embedding.embed(own("embed", w), ids, factor, out, workers);
  }

  @Override
  public void quantize(Tensor x, QuantizedRows out) {
    Quantizing.quantize(x, out, workers);
  }

  @Override
  public void linear(Tensor x, PackedWeight w, Bias bias, Tensor out) {
    linear.multiply(x, own("linear", w), bias, out);
  }

  @Override
  public void linear(QuantizedRows x, PackedWeight w, Bias bias, Tensor out) {
    linear.multiply(x, own("linear", w), bias, out);
  }

  @Override
  public void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out) {
    rows.rmsNorm(x, gain, epsilon, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out) {
    rows.layerNorm(x, gain, bias, epsilon, out);
  }

  @Override
  public void rotate(Tensor x, Tensor cosine, Tensor sine) {
    rows.rotate(x, cosine, sine);
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor out) {
    rows.eachPiece(
        x,
        out,
        (values, length) -> {
          for (int i = 0; i < length; i++) {
            values[i] = Functions.apply(f, values[i]);
          }
        });
  }

  @Override
  public void gate(Activation f, Tensor gate, Tensor up, Tensor out) {
    rows.eachPiece(
        gate,
        up,
        out,
        (values, factors, length) -> {
          for (int i = 0; i < length; i++) {
            values[i] = Functions.apply(f, values[i]) * factors[i];
          }
        });
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    rows.eachPiece(
        a,
        b,
        out,
        (values, others, length) -> {
          for (int i = 0; i < length; i++) {
            values[i] += others[i];
          }
        });
  }

  @Override
  public void scale(Tensor x, float factor) {
    rows.eachPiece(x, x, (values, length) -> Loops.scale(values, factor, length));
  }

  @Override
  public void softCap(Tensor x, float cap) {
    rows.eachPiece(
        x,
        x,
        (values, length) -> {
          for (int i = 0; i < length; i++) {
            values[i] = Functions.softCap(values[i], cap);
          }
        });
  }

  @Override
  public void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout) {
    new Cache(cache).store(keys, values, layout, workers);
  }

  @Override
  public void attend(
      Tensor q, CacheLayer cache, BatchLayout layout, AttentionSpec spec, Tensor out) {
    new Attention(cache, layout, spec).attend(q, out, workers);
  }

  @Override
  public void sumExponentials(Tensor x, Tensor maximum, Tensor sum) {
    Head.sumExponentials(x, maximum, sum, workers);
  }

  @Override
  public void top(Tensor x, Tensor values, Tensor columns) {
    Head.top(x, values, columns, workers);
  }

  @Override
  public void draw(StripedRows x, Draws draws, Tensor values, Tensor columns) {
    new RowDraw(x, draws).draw(values, columns, workers);
  }

  @Override
  public void close() {
    workers.close();
  }

  private static JvmWeight own(String op, PackedWeight w) {
    if (w instanceof JvmWeight weight) {
      return weight;
    }
    throw new IllegalArgumentException(
        op + ": w was packed by other kernels, expected a weight packed by these");
  }
}
