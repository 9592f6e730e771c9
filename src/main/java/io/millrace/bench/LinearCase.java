package io.millrace.bench;

import io.millrace.kernel.Bias;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * A product with a weight. The rows are rounded to int8 beforehand, as a model does it once for
 * several products; runs go round through so many weights that each comes from memory, not from a
 * cache, as in a model.
 *
 * @param type of the weight
 * @param n rows
 * @param m outputs, a multiple of 32
 * @param k inputs, a multiple of the type's block and of 32
 */
record LinearCase(DataType type, int n, int m, int k) implements KernelCase {

  /** More than the last cache of a CPU holds for its cores, in bytes. */
  private static final long BEYOND_CACHES = 128L << 20;

  @Override
  public CaseName name() {
    return new CaseName("linear", type.name(), n, m, k);
  }

  @Override
  public Work work(int rows) {
    double weight = (double) type.rowBytes(k) * m;
    double activations = (double) rows * k * (type.isQuantized() ? 1 : 4);
    return new Work(
        2.0 * rows * m * k,
        type.isQuantized() ? Work.Unit.INT8 : Work.Unit.F32,
        weight + activations + 4.0 * rows * m);
  }

  @Override
  public Trial prepare(Kernels kernels) {
    Operands operands = new Operands(kernels);
    int copies = Math.toIntExact(1 + BEYOND_CACHES / (type.rowBytes(k) * m));
    PackedWeight weights = operands.weight(type, m * copies, k);
    Tensor x = operands.normal(1, n, k);
    Tensor out = operands.empty(DataType.F32, n, m);
    BiConsumer<PackedWeight, Integer> product = product(operands, x, out);
    int[] next = new int[1];
    IntConsumer op =
        rows -> {
          int from = m * (next[0]++ % copies);
          product.accept(weights.slice(from, from + m), rows);
        };
    return new Trial(operands, op, () -> next[0] = 0, rows -> out.rows(0, rows));
  }

  private BiConsumer<PackedWeight, Integer> product(Operands operands, Tensor x, Tensor out) {
    Kernels kernels = operands.kernels();
    if (!type.isQuantized()) {
      return (w, rows) -> kernels.linear(x.rows(0, rows), w, Bias.NONE, out.rows(0, rows));
    }
    QuantizedRows quantized = operands.quantized(x);
    return (w, rows) -> kernels.linear(quantized.rows(0, rows), w, Bias.NONE, out.rows(0, rows));
  }
}
