package io.millrace.load;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@link LoadingMemoryTest} runs in a virtual machine of its own: loads a model and prints by
 * how much memory the process grew at most while it did, and how large the packed weights are.
 */
public final class LoadingMemoryProbe {

  private LoadingMemoryProbe() {}

  /** The name of the kernels, their threads, and the model file. */
  public static void main(String[] arguments) throws IOException {
    AtomicLong packed = new AtomicLong();
    try (Kernels kernels = KernelChoice.open(arguments[0], Integer.parseInt(arguments[1]))) {
      Kernels counting = counting(kernels, packed);
      forgetPeak();
      long before = status("VmRSS");
      long start = System.nanoTime();
      try (LoadedModel model = ModelLoader.load(Path.of(arguments[2]), counting)) {
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
            "loaded %s: before %d, peak %d, after %d, packed %d, milliseconds %d%n",
            model.facts().name(),
            before,
            status("VmHWM"),
            status("VmRSS"),
            packed.get(),
            milliseconds);
      }
    }
  }

  /** The same kernels; counts the bytes of what they pack. */
  private static Kernels counting(Kernels kernels, AtomicLong packed) {
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              Object result = call(kernels, method, arguments);
              if (result instanceof PackedWeight weight) {
                packed.addAndGet(weight.bytes());
              }
              return result;
            });
  }

  private static Object call(Kernels kernels, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(kernels, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Makes the system's notion of the peak begin anew. */
  private static void forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }

  /** A figure of the process in bytes. */
  private static long status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() -> new IOException("/proc/self/status has no " + name));
  }
}
