package io.millrace.kernel;

/**
 * How kernels are to run.
 *
 * @param threads threads that work on an op, the caller included; at least 1
 * @param floatProducts who multiplies by F32 weights
 */
public record KernelOptions(int threads, FloatProducts floatProducts) {

  /** Who multiplies by F32 weights. */
  public enum FloatProducts {
    /** Our own chain kernel: the same bits everywhere. The default. */
    OWN,
    /** OpenBLAS, whose bits depend on the batch and the CPU. Native kernels only. */
    OPENBLAS
  }

  /**
   * @throws IllegalArgumentException if there are fewer threads than one
   */
  public KernelOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("kernels: threads is " + threads + ", expected >= 1");
    }
  }

  /** Our own products on this many threads. */
  public static KernelOptions threads(int threads) {
    return new KernelOptions(threads, FloatProducts.OWN);
  }
}
