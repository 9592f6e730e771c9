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
   * @param threads threads to work on an op, at least 1
   * @throws IllegalStateException if there is an {@link #obstacle}
   */
  Kernels open(int threads);
}
