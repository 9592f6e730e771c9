package io.millrace.decoding;

import io.millrace.kernel.Bias;
import io.millrace.kernel.Draws;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The last product of a network, from hidden rows to what is wanted of their logits.
 *
 * <p>Runs in stripes of 4,096 ids: the logits of a stripe are made, looked at and forgotten, so
 * that memory is {@code rows * 4096} floats whatever the vocabulary; but all are kept for a while
 * if one of the rows draws with a filter. One thread's.
 */
public final class Head implements AutoCloseable {

  private final Kernels kernels;
  private final PackedWeight unembedding;
  private final Bias bias;
  private final float softCap;
  private final Scratch scratch;
  private long productNanos;

  /** Makes a head that adds nothing to logits. */
  public Head(Kernels kernels, PackedWeight unembedding, float softCap) {
    this(kernels, unembedding, Bias.NONE, softCap);
  }

  /**
   * Makes a head.
   *
   * @param unembedding {@code [v, d]}; stays the caller's
   * @param bias {@code [v]}, added to logits, or nothing
   * @param softCap cap of {@code cap * tanh(logit / cap)}, or 0 for none
   */
  public Head(Kernels kernels, PackedWeight unembedding, Bias bias, float softCap) {
    this.kernels = kernels;
    this.unembedding = unembedding;
    this.bias = bias;
    this.softCap = softCap;
    this.scratch = new Scratch(kernels.allocator());
  }

  /** Ids there are logits of, v. */
  public int vocabulary() {
    return unembedding.m();
  }

  /**
   * Begins with these rows; the run before ends.
   *
   * @param hidden F32 {@code [n, d]}, behind the final norm
   * @param queries what is wanted of each row
   */
  HeadRun run(Tensor hidden, List<HeadQuery> queries) {
    scratch.reset();
    HeadRun run = new HeadRun(this, hidden, queries);
    run.scan();
    return run;
  }

  Kernels kernels() {
    return kernels;
  }

  /** Memory for intermediate results of the current run. */
  Tensor scratch(DataType type, long... extents) {
    return scratch.tensor(type, extents);
  }

  /** Draws that are still to be set, in scratch memory. */
  Draws draws(int count) {
    return Draws.allocate(scratch, count);
  }

  /** The rows as the product reads them, rounded once for all stripes if the weight wants it. */
  Rows rows(Tensor hidden) {
    if (!unembedding.type().isQuantized()) {
      return (from, count, part, logits) ->
          kernels.linear(hidden.rows(from, count), part.weight(), part.bias(), logits);
    }
    QuantizedRows quantized = QuantizedRows.allocate(scratch, hidden.dim(0), hidden.dim(1));
    kernels.quantize(hidden, quantized);
    return (from, count, part, logits) ->
        kernels.linear(quantized.rows(from, count), part.weight(), part.bias(), logits);
  }

  /** Hidden rows that can be multiplied by a part of the weight. */
  @FunctionalInterface
  interface Rows {
    void multiply(int from, int count, Part part, Tensor logits);
  }

  /** What makes the logits of some ids. */
  record Part(PackedWeight weight, Bias bias) {}

  private Part part(Stripe stripe) {
    int end = stripe.start() + stripe.width();
    Optional<Tensor> added = bias.vector().map(whole -> columns(whole, stripe));
    return new Part(unembedding.slice(stripe.start(), end), new Bias(added));
  }

  private static Tensor columns(Tensor vector, Stripe stripe) {
    Shape shape = Shape.of(stripe.width());
    return Tensor.view(vector.type(), shape, vector.memory(), vector.first() + stripe.start());
  }

  /**
   * Computes the raw logits of some rows in one stripe.
   *
   * @param buffer room for them, F32
   * @return F32 {@code [count, width]} within {@code buffer}
   */
  Tensor logits(Rows rows, int from, int count, Stripe stripe, Tensor buffer) {
    long start = System.nanoTime();
    Tensor logits = view(buffer, count, stripe.width());
    rows.multiply(from, count, part(stripe), logits);
    if (softCap > 0) {
      kernels.softCap(logits, softCap);
    }
    productNanos += System.nanoTime() - start;
    return logits;
  }

  /** Time spent on making logits since this was made, in nanoseconds. */
  public long productNanos() {
    return productNanos;
  }

  /** The first {@code n * m} elements of a buffer as a matrix of the same type. */
  static Tensor view(Tensor buffer, int n, int m) {
    return Tensor.view(buffer.type(), Shape.of(n, m), buffer.memory(), buffer.first());
  }

  @Override
  public void close() {
    scratch.close();
  }
}
