package io.millrace.kernel.reference;

import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.util.Optional;

/** Offers the reference kernels under their own name. */
public final class ReferenceProvider implements KernelProvider {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Kernels open(KernelOptions options) {
    return ReferenceKernels.open(options);
  }
}
