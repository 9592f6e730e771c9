package io.millrace.bench;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kernels and what tables call them.
 *
 * @param name of the provider's table
 * @param kernels opened
 */
record Implementation(String name, Kernels kernels) {

  /** What the definition of every bit is called. */
  static final String REFERENCE = "reference";

  /** What F32 products by OpenBLAS are called, whose bits are its own. */
  static final String OPENBLAS = "openblas";

  /** What the Java side of the comparison is called. */
  static final String JAVA = "java";

  /**
   * Opens all that the selection names and that can run here, and the reference, which is the last.
   *
   * @throws IllegalArgumentException if the selection names none
   * @throws IllegalStateException if it names OpenBLAS, which cannot run
   */
  static List<Implementation> open(KernelSelection selection, int threads) {
    List<String> names = KernelChoice.tables().stream().map(KernelProvider::name).toList();
    if (Stream.concat(names.stream(), Stream.of(OPENBLAS)).noneMatch(selection::hasKernels)) {
      throw new IllegalArgumentException(
          "bench: no kernels are called that, expected a selection of %s and %s"
              .formatted(names, OPENBLAS));
    }
    List<Implementation> opened = new ArrayList<>();
    for (String name : names) {
      if (selection.hasKernels(name) && !name.equals(REFERENCE)) {
        opened.add(new Implementation(name, KernelChoice.open(name, threads)));
      }
    }
    if (selection.hasKernels(OPENBLAS)) {
      openblas(selection, threads).ifPresent(opened::add);
    }
    opened.add(new Implementation(REFERENCE, KernelChoice.open(REFERENCE, 1)));
    return opened;
  }

  /** The native kernels with products by OpenBLAS; empty where that cannot run unless named. */
  private static Optional<Implementation> openblas(KernelSelection selection, int threads) {
    KernelOptions options = new KernelOptions(threads, KernelOptions.FloatProducts.OPENBLAS);
    try {
      return Optional.of(new Implementation(OPENBLAS, KernelChoice.open("native", options)));
    } catch (IllegalStateException obstacle) {
      if (selection.kernels().isEmpty()) {
        return Optional.empty();
      }
      throw obstacle;
    }
  }

  /** Whether it is timed with a case: all but OpenBLAS with all, that with F32 products. */
  boolean hasOwn(CaseName subject) {
    return !name.equals(OPENBLAS)
        || (subject.op().equals("linear") && subject.type().equals("F32"));
  }
}
