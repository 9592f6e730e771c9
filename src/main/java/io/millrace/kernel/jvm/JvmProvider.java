package io.millrace.kernel.jvm;

import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.util.Optional;

/** Offers {@code java}, the kernels that run fast wherever a JVM does. */
public final class JvmProvider implements KernelProvider {

  @Override
  public String name() {
    return "java";
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public Kernels open(KernelOptions options) {
    if (options.floatProducts() == FloatProducts.OPENBLAS) {
      throw new IllegalStateException(
          "kernels: Java kernels do not use OpenBLAS; leave out --f32 openblas");
    }
    return new JvmKernels(new Workers(options.threads()));
  }
}
