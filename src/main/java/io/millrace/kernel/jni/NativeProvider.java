package io.millrace.kernel.jni;

import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Peaks;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The C kernels, in the table that fits this CPU best or that {@code MILLRACE_ISA} names: {@code
 * generic}, {@code avx2}, {@code avx512} or {@code neon}.
 */
public final class NativeProvider implements KernelProvider {

  private static final Map<String, Integer> TABLES =
      Map.of("best", 0, "generic", 1, "avx2", 2, "avx512", 3, "neon", 4);

  private final String name;
  private final String isa;

  /** The provider that {@code MILLRACE_ISA} sets. */
  public NativeProvider() {
    this("native", Optional.ofNullable(System.getenv("MILLRACE_ISA")).orElse("best"));
  }

  /** The provider of one table: {@code best}, {@code generic}, {@code avx2}, …; its name too. */
  public NativeProvider(String isa) {
    this(isa, isa);
  }

  private NativeProvider(String name, String isa) {
    this.name = name;
    this.isa = isa.toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> obstacle() {
    if (NativeLibrary.obstacle().isPresent()) {
      return NativeLibrary.obstacle();
    }
    if (!TABLES.containsKey(isa)) {
      return Optional.of(
          "MILLRACE_ISA is " + isa + ", expected one of best, generic, avx2, avx512, neon");
    }
    return MillraceNative.mr_isa_supported(TABLES.get(isa)) == 1
        ? Optional.empty()
        : Optional.of("MILLRACE_ISA asks for " + isa + ", which this CPU cannot run; unset it");
  }

  @Override
  public int rank() {
    return 100;
  }

  /** Those that this CPU can run, whatever {@code MILLRACE_ISA} says. */
  @Override
  public List<KernelProvider> tables() {
    return TABLES.entrySet().stream()
        .filter(table -> table.getValue() != 0)
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .<KernelProvider>map(table -> new NativeProvider(table.getKey()))
        .filter(table -> table.obstacle().isEmpty())
        .toList();
  }

  /** Those of the best table, whatever {@code MILLRACE_ISA} says: the machine's, not a table's. */
  @Override
  public Optional<Peaks> peaks(int threads) {
    try (NativeKernels kernels = new NativeProvider("best").open(KernelOptions.threads(threads))) {
      return Optional.of(kernels.peaks());
    }
  }

  @Override
  public NativeKernels open(KernelOptions options) {
    obstacle()
        .ifPresent(
            reason -> {
              throw new IllegalStateException("kernels: native cannot run here: " + reason);
            });
    if (options.floatProducts() == FloatProducts.OPENBLAS
        && MillraceNative.mr_blas_available() == 0) {
      throw new IllegalStateException(
          "kernels: OpenBLAS is not loaded; put org.bytedeco:openblas with the classifier of this"
              + " platform on the class path, or leave out --f32 openblas");
    }
    int table = TABLES.get(isa);
    return NativeKernels.open(table == 0 ? MillraceNative.mr_isa_best() : table, options);
  }
}
