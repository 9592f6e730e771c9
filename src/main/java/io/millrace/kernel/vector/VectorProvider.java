package io.millrace.kernel.vector;

import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Offers {@code vector}, the Java kernels that need the Vector API of JDK 25. */
public final class VectorProvider implements KernelProvider {

  private static final String KERNELS = "io.millrace.kernel.vector.VectorKernels";
  private static final String MODULE = "jdk.incubator.vector";
  private static final int OLDEST_JAVA = 25;

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public Optional<String> obstacle() {
    int java = Runtime.version().feature();
    if (java < OLDEST_JAVA) {
      return Optional.of("this is Java " + java + ", they need " + OLDEST_JAVA + " or later");
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("start Java with --add-modules " + MODULE);
    }
    try {
      kernels();
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of("this jar was built without them; build it with JDK 25 or later");
    }
  }

  @Override
  public int rank() {
    return 50;
  }

  @Override
  public Kernels open(KernelOptions options) {
    if (options.floatProducts() == FloatProducts.OPENBLAS) {
      throw new IllegalStateException(
          "kernels: Java kernels do not use OpenBLAS; leave out --f32 openblas");
    }
    obstacle()
        .ifPresent(
            reason -> {
              throw new IllegalStateException("kernels: vector cannot run here: " + reason);
            });
    try {
      return (Kernels) kernels().getDeclaredConstructor(int.class).newInstance(options.threads());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("kernels: vector cannot run here: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Class<?> kernels() throws ClassNotFoundException {
    return Class.forName(KERNELS, false, VectorProvider.class.getClassLoader());
  }
}
