package io.millrace.bench;

import io.millrace.kernel.Kernels;

/** One op at one shape, with the same operands for every implementation. */
interface KernelCase {

  CaseName name();

  /** What the first {@code rows} rows take. */
  Work work(int rows);

  /** Lays the operands out for an implementation. */
  Trial prepare(Kernels kernels);
}
