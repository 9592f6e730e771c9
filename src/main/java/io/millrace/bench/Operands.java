package io.millrace.bench;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Memory;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/** Random operands of one trial, the same at every call, in the memory of an implementation. */
final class Operands implements AutoCloseable {

  private static final int DISTINCT = 65521;

  private final Kernels kernels;
  private final Scratch scratch;
  private final List<Memory> memories = new ArrayList<>();
  private final List<PackedWeight> weights = new ArrayList<>();

  Operands(Kernels kernels) {
    this.kernels = kernels;
    this.scratch = new Scratch(kernels.allocator());
  }

  Kernels kernels() {
    return kernels;
  }

  Scratch scratch() {
    return scratch;
  }

  /** Normal values, which repeat after a prime number of them. */
  Tensor normal(long seed, long... extents) {
    Tensor tensor = scratch.tensor(DataType.F32, extents);
    Random random = new Random(seed);
    float[] cycle = new float[DISTINCT];
    for (int i = 0; i < DISTINCT; i++) {
      cycle[i] = (float) random.nextGaussian();
    }
    for (int at = 0; at < tensor.elements(); at += DISTINCT) {
      tensor.floats().put(at, cycle, 0, Math.min(DISTINCT, tensor.elements() - at));
    }
    return tensor;
  }

  /** Room for results. */
  Tensor empty(DataType type, long... extents) {
    return scratch.tensor(type, extents);
  }

  /** These rows, rounded to int8. */
  QuantizedRows quantized(Tensor x) {
    QuantizedRows rows = QuantizedRows.allocate(scratch, x.dim(0), x.dim(1));
    kernels.quantize(x, rows);
    return rows;
  }

  /** A random weight, packed. */
  PackedWeight weight(DataType type, int m, int k) {
    try {
      PackedWeight weight = kernels.pack(RandomWeight.of(type, m, k));
      weights.add(weight);
      return weight;
    } catch (IOException e) {
      throw new AssertionError("weights that are made, not read, cannot fail to be read", e);
    }
  }

  /** Zeroed memory of its own. */
  Memory memory(long bytes) {
    Memory memory = kernels.allocator().allocate(bytes);
    memories.add(memory);
    return memory;
  }

  /** The layout of a batch by the number of its rows, each made once. */
  IntFunction<BatchLayout> batches(IntFunction<List<BatchLayout.Sequence>> sequences) {
    Map<Integer, BatchLayout> made = new HashMap<>();
    return rows -> made.computeIfAbsent(rows, n -> BatchLayout.of(scratch, sequences.apply(n)));
  }

  @Override
  public void close() {
    weights.forEach(PackedWeight::close);
    memories.forEach(Memory::close);
    scratch.close();
  }
}
