package io.millrace.bench;

import io.millrace.kernel.Kernels;
import io.millrace.tensor.Tensor;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * An op that passes over rows once and is bound by memory or by its function.
 *
 * @param name what it is
 * @param bytes of an element that are read and written at least
 * @param setup lays out what is special to it
 */
record RowCase(CaseName name, double bytes, Setup setup) implements KernelCase {

  /** Lays an op out. */
  @FunctionalInterface
  interface Setup {
    Ready prepare(Operands operands, Tensor x);
  }

  /**
   * An op laid out.
   *
   * @param op computes the first rows
   * @param restart undoes what runs in place have changed
   * @param result what the last run computed for the first rows
   */
  record Ready(IntConsumer op, Runnable restart, IntFunction<Tensor> result) {

    /** An op whose operands stay what they are. */
    Ready(IntConsumer op, Tensor result) {
      this(op, () -> {}, rows -> result.rows(0, rows));
    }
  }

  @Override
  public Work work(int rows) {
    double elements = (double) rows * name.k();
    return new Work(elements, Work.Unit.F32, bytes * elements);
  }

  @Override
  public Trial prepare(Kernels kernels) {
    Operands operands = new Operands(kernels);
    Ready ready = setup.prepare(operands, operands.normal(1, name.n(), name.k()));
    return new Trial(operands, ready.op(), ready.restart(), ready.result());
  }
}
