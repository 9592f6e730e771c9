package io.millrace.kernel.reference;

import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.util.Optional;

/** Answers to {@code java}, the kernels that run anywhere: today those of the reference. */
public final class JavaProvider implements KernelProvider {

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
    return ReferenceKernels.open(options);
  }
}
