package io.millrace.kernel;

import java.util.Optional;

/** An implementation of {@link Kernels} that may or may not run on this machine. */
public interface KernelProvider {

  /** What {@code --kernels} calls it: {@code native}, {@code java}, {@code reference}, … */
  String name();

  /** Why it cannot run here and what to do about it, in one line, or empty if it can. */
  Optional<String> obstacle();

  /** Higher is faster; {@code --kernels auto} takes the highest without an obstacle. */
  int rank();

  /**
   * Opens it.
   *
   * @throws IllegalStateException if there is an {@link #obstacle}, or an option cannot be met here
   */
  Kernels open(KernelOptions options);

  /** Opens it with our own products on this many threads. */
  default Kernels open(int threads) {
    return open(KernelOptions.threads(threads));
  }
}
