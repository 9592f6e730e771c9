package io.millrace.bench;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Kernels and what tables call them.
 *
 * @param name of the provider's table
 * @param kernels opened
 */
record Implementation(String name, Kernels kernels) {

  /** What the definition of every bit is called. */
  static final String REFERENCE = "reference";

  /** What the Java side of the comparison is called. */
  static final String JAVA = "java";

  /**
   * Opens all that the selection names and that can run here, and the reference, which is the last.
   *
   * @throws IllegalArgumentException if the selection names none
   */
  static List<Implementation> open(KernelSelection selection, int threads) {
    List<String> names = KernelChoice.tables().stream().map(KernelProvider::name).toList();
    if (names.stream().noneMatch(selection::hasKernels)) {
      throw new IllegalArgumentException(
          "bench: no kernels are called that, expected a selection of " + names);
    }
    List<Implementation> opened = new ArrayList<>();
    for (String name : names) {
      if (selection.hasKernels(name) && !name.equals(REFERENCE)) {
        opened.add(new Implementation(name, KernelChoice.open(name, threads)));
      }
    }
    opened.add(new Implementation(REFERENCE, KernelChoice.open(REFERENCE, 1)));
    return opened;
  }
}
