package io.millrace.bench;

import io.millrace.tensor.Tensor;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * An op on its operands, ready to run in the memory of one implementation.
 *
 * @param operands what it works on, closed with it
 * @param op computes the first rows, as many as given; may be run again and again
 * @param restart makes the next run compute what the first did
 * @param result what the last run computed for the first rows
 */
record Trial(Operands operands, IntConsumer op, Runnable restart, IntFunction<Tensor> result)
    implements AutoCloseable {

  /** The result of the first {@code rows} rows from a fresh start. */
  Tensor compute(int rows) {
    restart.run();
    op.accept(rows);
    return result.apply(rows);
  }

  /** The mean time of a run, in seconds, over as many as take {@code least} seconds together. */
  double seconds(int rows, double least) {
    long start = System.nanoTime();
    int runs = 0;
    double passed;
    do {
      op.accept(rows);
      runs++;
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < least);
    return passed / runs;
  }

  @Override
  public void close() {
    operands.close();
  }
}
