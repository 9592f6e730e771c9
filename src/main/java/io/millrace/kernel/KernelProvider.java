package io.millrace.kernel;

import java.util.List;
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

  /**
   * The forms it comes in that can run here, for comparisons: one for each set of instructions that
   * it has code for, the fastest first. Each can be opened by its own name too.
   */
  default List<KernelProvider> tables() {
    return List.of(this);
  }

  /**
   * Measures what this machine can do at most with the instructions it uses, which takes a second
   * or two; empty if it has no means to.
   *
   * @param threads threads that work, at least 1
   * @throws IllegalStateException if there is an {@link #obstacle}
   */
  default Optional<Peaks> peaks(int threads) {
    return Optional.empty();
  }

  /** Opens it with our own products on this many threads. */
  default Kernels open(int threads) {
    return open(KernelOptions.threads(threads));
  }
}
