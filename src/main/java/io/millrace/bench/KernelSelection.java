package io.millrace.bench;

import java.util.List;

/**
 * What to measure; an empty list stands for everything.
 *
 * @param ops ops by name, such as {@code linear}
 * @param types types by name, such as {@code Q4_K}
 * @param rows numbers of rows n
 * @param kernels implementations by name, such as {@code avx2}
 * @param m outputs of products, a multiple of 32
 * @param k inputs of products, a multiple of 256
 */
public record KernelSelection(
    List<String> ops, List<String> types, List<Integer> rows, List<String> kernels, int m, int k) {

  /**
   * @throws IllegalArgumentException if a shape is not such a multiple
   */
  public KernelSelection {
    if (m < 32 || m % 32 != 0 || k < 256 || k % 256 != 0) {
      throw new IllegalArgumentException(
          "bench: products are m = %d by k = %d, expected multiples of 32 and of 256"
              .formatted(m, k));
    }
  }

  /**
   * The cases that it names.
   *
   * @throws IllegalArgumentException if there are none
   */
  List<KernelCase> cases() {
    List<KernelCase> all = KernelCases.of(m, k);
    List<KernelCase> cases = all.stream().filter(one -> has(one.name())).toList();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "bench: nothing is called that, expected a selection of " + names(all));
    }
    return cases;
  }

  private static String names(List<KernelCase> cases) {
    List<CaseName> names = cases.stream().map(KernelCase::name).toList();
    return "ops %s, types %s, rows %s"
        .formatted(
            names.stream().map(CaseName::op).distinct().toList(),
            names.stream().map(CaseName::type).distinct().toList(),
            names.stream().map(CaseName::n).distinct().toList());
  }

  private boolean has(CaseName name) {
    return allows(ops, name.op())
        && allows(types, name.type())
        && (rows.isEmpty() || rows.contains(name.n()));
  }

  boolean hasKernels(String name) {
    return allows(kernels, name);
  }

  private static boolean allows(List<String> list, String name) {
    return list.isEmpty() || list.stream().anyMatch(name::equalsIgnoreCase);
  }
}
