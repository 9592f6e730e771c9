package io.millrace.kernel;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * The arithmetic a model is made of, and the only seam between Java and C.
 *
 * <p>Shapes use the legend in {@link io.millrace.kernel}. Every method writes its result into
 * {@code out}, which must not overlap an input unless the method says "in place". Tensors are F32
 * unless said. One thread calls at a time; an implementation may use several of its own.
 *
 * <p>Arguments are checked by {@link CheckedKernels}, which every implementation is wrapped in:
 * each method throws {@link IllegalArgumentException} if a shape or type differs from what it says.
 */
public interface Kernels extends AutoCloseable {

  /** Short name for logs and tables: {@code reference}, {@code generic}, {@code avx2}, … */
  String name();

  /** Threads that work on an op, the caller included. */
  int threads();

  /** The allocator of the memory this implementation reads fastest. */
  Allocator allocator();

  /**
   * Rearranges a weight once, at load time, into the layout {@link #linear} reads fastest. Several
   * threads may pack at once.
   *
   * @throws IOException if its rows cannot be read
   */
  PackedWeight pack(WeightSource source) throws IOException;

  /**
   * Looks rows up: {@code out[i] = w[ids[i]] * factor}, weights as their codec decodes them, then
   * one rounding for the product.
   *
   * @param ids I32 {@code [n]}, each 0 to m - 1
   * @param out {@code [n, k]}
   */
  void embed(PackedWeight w, Tensor ids, float factor, Tensor out);

  /**
   * Rounds rows to int8 in groups of 256 with a scale and 2-bit exponents per 32; numerics.md 2.
   *
   * @param x {@code [n, k]}, k a multiple of 32
   * @param out as {@code x}
   */
  void quantize(Tensor x, QuantizedRows out);

  /**
   * Computes {@code out = x · Wᵀ + bias} for weights that are plain numbers.
   *
   * @param x {@code [n, k]}
   * @param w {@code [m, k]}, F32, F16 or BF16
   * @param bias {@code [m]}
   * @param out {@code [n, m]}
   */
  void linear(Tensor x, PackedWeight w, Bias bias, Tensor out);

  /**
   * Computes {@code out = x · Wᵀ + bias} for quantized weights.
   *
   * @param x {@code [n, k]}
   * @param w {@code [m, k]}, quantized
   * @param bias {@code [m]}
   * @param out {@code [n, m]}
   */
  void linear(QuantizedRows x, PackedWeight w, Bias bias, Tensor out);

  /**
   * Computes several products of the same rows, each as {@link #linear(QuantizedRows, PackedWeight,
   * Bias, Tensor)} does; one call can share work and threads among them.
   *
   * @param x {@code [n, k]}
   * @param products of weights {@code [m, k]}, each m its own; no two have the same {@code out}
   */
  default void linear(QuantizedRows x, List<Product> products) {
    for (Product product : products) {
      linear(x, product.weight(), product.bias(), product.out());
    }
  }

  /**
   * Computes {@code out = x / rms(x) * gain} for each row. In place when {@code out} is {@code x}.
   *
   * @param x {@code [n, d]}
   * @param gain {@code [d]}
   * @param epsilon added to the mean square before the root; 0 or more
   * @param out {@code [n, d]}
   */
  void rmsNorm(Tensor x, Tensor gain, float epsilon, Tensor out);

  /**
   * Computes {@code out = (x - mean(x)) / deviation(x) * gain + bias} for each row. In place when
   * {@code out} is {@code x}.
   *
   * @param x {@code [n, d]}
   * @param gain {@code [d]}
   * @param bias {@code [d]}
   * @param epsilon added to the variance before the root; 0 or more
   * @param out {@code [n, d]}
   */
  void layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor out);

  /**
   * Rotates the first {@code 2 r} elements of every head in half-split pairs (i, i + r), in place.
   *
   * @param x {@code [n, heads, e]}
   * @param cosine {@code [n, r]}, with 2 r at most e
   * @param sine {@code [n, r]}
   */
  void rotate(Tensor x, Tensor cosine, Tensor sine);

  /** Computes {@code out = f(x)} element by element. In place when {@code out} is {@code x}. */
  void activate(Activation f, Tensor x, Tensor out);

  /**
   * Computes {@code out = f(gate) * up} element by element. In place when {@code out} is an input.
   */
  void gate(Activation f, Tensor gate, Tensor up, Tensor out);

  /** Computes {@code out = a + b} element by element. In place when {@code out} is an input. */
  void add(Tensor a, Tensor b, Tensor out);

  /** Computes {@code x = x * factor} in place. */
  void scale(Tensor x, float factor);

  /** Computes {@code x = cap * tanh(x / cap)} in place; {@code cap > 0}. */
  void softCap(Tensor x, float cap);

  /**
   * Writes the keys and values of a step's rows into the cache, rounded as its type rounds.
   *
   * @param keys {@code [n, g, e]}
   * @param values {@code [n, g, e]}
   */
  void store(Tensor keys, Tensor values, CacheLayer cache, BatchLayout layout);

  /**
   * Computes softmax attention of every row over the cached positions it sees; the score matrix is
   * never stored. numerics.md 4.
   *
   * @param q {@code [n, h, e]}
   * @param cache holds the step's own rows already
   * @param out {@code [n, h, e]}
   */
  void attend(Tensor q, CacheLayer cache, BatchLayout layout, AttentionSpec spec, Tensor out);

  /**
   * Computes for each row the maximum M and the sum of {@code exp(x - M)} in 16 lanes (lane =
   * column mod 16, lanes added in halves). A row with a NaN has NaN in both.
   *
   * @param x {@code [n, c]}
   * @param maximum {@code [n]}
   * @param sum {@code [n]}
   */
  void sumExponentials(Tensor x, Tensor maximum, Tensor sum);

  /**
   * Finds the largest elements of each row, largest first, the lower column first among equals. NaN
   * ranks above everything, so that it is seen.
   *
   * @param x {@code [n, c]}
   * @param values {@code [n, count]}, with count at most c
   * @param columns I32 {@code [n, count]}
   */
  void top(Tensor x, Tensor values, Tensor columns);

  /**
   * Draws an element of each row that is drawn from, among those that the draw's filters keep;
   * numerics.md 6, with the stripes of {@code x} for those of the vocabulary.
   *
   * @param values {@code [draws]}: the element; the largest of the row if none can be drawn, NaN if
   *     the row has one
   * @param columns I32 {@code [draws]}: where it stands; -1 if the largest, or it times the factor,
   *     is not finite
   */
  void draw(StripedRows x, Draws draws, Tensor values, Tensor columns);

  /**
   * Opens more kernels of this kind, for another thread that calls at the same time: they give the
   * same bits and use the weights that these have packed. Each is closed on its own, in any order.
   *
   * @param threads threads that work on an op, the caller included, where the kind has several; at
   *     least 1
   */
  Kernels another(int threads);

  /** Gives back what the implementation holds; packed weights are closed by their owners. */
  @Override
  void close();
}
