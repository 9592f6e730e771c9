package io.millrace.kernel.jni;

import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
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

  private final String isa;

  /** The provider that {@code MILLRACE_ISA} sets. */
  public NativeProvider() {
    this(Optional.ofNullable(System.getenv("MILLRACE_ISA")).orElse("best"));
  }

  /** The provider of one table: {@code best}, {@code generic}, {@code avx2}, … */
  public NativeProvider(String isa) {
    this.isa = isa.toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return "native";
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

  @Override
  public Kernels open(KernelOptions options) {
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
