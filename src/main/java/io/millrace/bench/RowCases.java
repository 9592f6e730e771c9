package io.millrace.bench;

import io.millrace.bench.RowCase.Ready;
import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BatchLayout.Sequence;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The ops that pass over rows, at the width of a model's layer or of a stripe of its vocabulary.
 */
final class RowCases {

  private static final int WIDTH = 4096;
  private static final int HEAD = 64;
  private static final int HEADS = WIDTH / HEAD;
  private static final int VOCABULARY = 32768;
  private static final int TOP = 40;
  private static final float EPSILON = 1e-6f;

  private RowCases() {}

  /** An op from two operands to a third, all of the same shape. */
  @FunctionalInterface
  private interface Step {
    void run(Kernels kernels, Tensor x, Tensor y, Tensor out);
  }

  /** All of them, for this many rows. */
  static List<KernelCase> of(int n) {
    return List.of(
        quantize(n),
        step("rmsNorm", n, 8, (k, x, y, out) -> k.rmsNorm(x, gain(y), EPSILON, out)),
        step("layerNorm", n, 8, (k, x, y, out) -> k.layerNorm(x, gain(y), gain(y), EPSILON, out)),
        rotate(n),
        step("relu", n, 8, (k, x, y, out) -> k.activate(Activation.RELU, x, out)),
        step("silu", n, 8, (k, x, y, out) -> k.activate(Activation.SILU, x, out)),
        step("geluTanh", n, 8, (k, x, y, out) -> k.activate(Activation.GELU_TANH, x, out)),
        step("geluErf", n, 8, (k, x, y, out) -> k.activate(Activation.GELU_ERF, x, out)),
        step("gateSilu", n, 12, (k, x, y, out) -> k.gate(Activation.SILU, x, y, out)),
        step("add", n, 12, (k, x, y, out) -> k.add(x, y, out)),
        inPlace("scale", n, (kernels, x) -> kernels.scale(x, -1)),
        inPlace("softCap", n, (kernels, x) -> kernels.softCap(x, 30)),
        store(n),
        embed(DataType.Q8_0, n),
        embed(DataType.Q4_K, n),
        sumExponentials(n),
        top(n));
  }

  private static CaseName name(String op, DataType type, int n) {
    return new CaseName(op, type.name(), n, 0, WIDTH);
  }

  private static Tensor gain(Tensor y) {
    return y.rows(0, 1).reshape(WIDTH);
  }

  private static KernelCase step(String op, int n, int bytes, Step step) {
    return new RowCase(
        name(op, DataType.F32, n),
        bytes,
        (operands, x) -> {
          Tensor y = operands.normal(2, n, WIDTH);
          Tensor out = operands.empty(DataType.F32, n, WIDTH);
          return new Ready(
              rows ->
                  step.run(operands.kernels(), x.rows(0, rows), y.rows(0, rows), out.rows(0, rows)),
              out);
        });
  }

  /** An op that overwrites its operand. */
  @FunctionalInterface
  private interface Overwriting {
    void run(Kernels kernels, Tensor x);
  }

  private static KernelCase inPlace(String op, int n, Overwriting step) {
    return new RowCase(
        name(op, DataType.F32, n),
        8,
        (operands, x) -> overwriting(x, rows -> step.run(operands.kernels(), x.rows(0, rows))));
  }

  private static Ready overwriting(Tensor x, IntConsumer op) {
    float[] before = x.toFloats();
    return new Ready(op, () -> x.floats().put(before), rows -> x.rows(0, rows));
  }

  private static KernelCase quantize(int n) {
    return new RowCase(
        name("quantize", DataType.F32, n),
        5,
        (operands, x) -> {
          QuantizedRows out = operands.quantized(x);
          return new Ready(
              rows -> operands.kernels().quantize(x.rows(0, rows), out.rows(0, rows)), out.codes());
        });
  }

  private static KernelCase rotate(int n) {
    return new RowCase(
        name("rotate", DataType.F32, n),
        8,
        (operands, x) -> {
          Tensor cosine = operands.empty(DataType.F32, n, HEAD / 2);
          Tensor sine = operands.empty(DataType.F32, n, HEAD / 2);
          for (int i = 0; i < cosine.elements(); i++) {
            cosine.setFloat(i, (float) Math.cos(i));
            sine.setFloat(i, (float) Math.sin(i));
          }
          return overwriting(
              x,
              rows ->
                  operands
                      .kernels()
                      .rotate(
                          x.rows(0, rows).reshape(rows, HEADS, HEAD),
                          cosine.rows(0, rows),
                          sine.rows(0, rows)));
        });
  }

  /** What was stored shows in attention over it. */
  private static KernelCase store(int n) {
    BlockLayout layout = new BlockLayout(DataType.F16, HEADS, HEAD);
    int[] table = IntStream.range(0, (n + 63) / 64).toArray();
    AttentionSpec spec =
        new AttentionSpec(HEADS, 0.125f, 0, AttentionSpec.NO_WINDOW, AttentionSpec.Mask.CAUSAL);
    return new RowCase(
        name("store", DataType.F16, n),
        12,
        (operands, x) -> {
          Kernels kernels = operands.kernels();
          Tensor keys = x.reshape(n, HEADS, HEAD);
          Tensor values = operands.normal(2, n, HEADS, HEAD);
          Tensor out = operands.empty(DataType.F32, n, HEADS, HEAD);
          CacheLayer cache =
              new CacheLayer(layout, operands.memory(layout.blockBytes() * table.length));
          IntFunction<BatchLayout> batch =
              operands.batches(rows -> List.of(new Sequence(rows, 0, table)));
          return new Ready(
              rows ->
                  kernels.store(keys.rows(0, rows), values.rows(0, rows), cache, batch.apply(rows)),
              () -> {},
              rows -> {
                kernels.attend(
                    keys.rows(0, rows), cache, batch.apply(rows), spec, out.rows(0, rows));
                return out.rows(0, rows);
              });
        });
  }

  private static KernelCase embed(DataType type, int n) {
    return new RowCase(
        name("embed", type, n),
        4 + (double) type.blockBytes() / type.blockSize(),
        (operands, x) -> {
          PackedWeight weight = operands.weight(type, VOCABULARY, WIDTH);
          Tensor ids = operands.empty(DataType.I32, n);
          for (int i = 0; i < n; i++) {
            ids.setInt(i, (int) (i * 40503L % VOCABULARY));
          }
          return new Ready(
              rows -> operands.kernels().embed(weight, ids.rows(0, rows), 2, x.rows(0, rows)), x);
        });
  }

  private static KernelCase sumExponentials(int n) {
    return stripe(
        "sumExponentials",
        n,
        (operands, x) -> {
          Tensor maximum = operands.empty(DataType.F32, n);
          Tensor sum = operands.empty(DataType.F32, n);
          return new Ready(
              rows ->
                  operands
                      .kernels()
                      .sumExponentials(x.rows(0, rows), maximum.rows(0, rows), sum.rows(0, rows)),
              sum);
        });
  }

  private static KernelCase top(int n) {
    return stripe(
        "top",
        n,
        (operands, x) -> {
          Tensor values = operands.empty(DataType.F32, n, TOP);
          Tensor columns = operands.empty(DataType.I32, n, TOP);
          return new Ready(
              rows ->
                  operands
                      .kernels()
                      .top(x.rows(0, rows), values.rows(0, rows), columns.rows(0, rows)),
              columns);
        });
  }

  /** An op that only reads. */
  private static KernelCase stripe(String op, int n, RowCase.Setup setup) {
    return new RowCase(name(op, DataType.F32, n), 4, setup);
  }
}
