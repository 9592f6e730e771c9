package io.millrace.cli;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What this machine is and what computes on it. */
final class MachineReport {

  private MachineReport() {}

  static void print(PrintWriter out) {
    Runtime runtime = Runtime.getRuntime();
    row(out, "processor", processor());
    row(out, "threads", runtime.availableProcessors() + " (the CPUs of the container's quota)");
    row(out, "memory", memory());
    row(out, "system", property("os.name") + " " + property("os.arch"));
    row(out, "java", property("java.vm.name") + " " + property("java.runtime.version"));
    row(out, "heap", "at most " + MemorySize.show(runtime.maxMemory()));
    kernels(out);
  }

  private static void kernels(PrintWriter out) {
    Optional<KernelProvider> chosen =
        KernelChoice.providers().stream().filter(p -> p.obstacle().isEmpty()).findFirst();
    for (KernelProvider provider : KernelChoice.providers()) {
      row(out, "kernels " + provider.name(), state(provider, chosen));
    }
    if (chosen.isEmpty()) {
      row(out, "kernels", "none can run here");
    }
  }

  private static String state(KernelProvider provider, Optional<KernelProvider> chosen) {
    Optional<String> obstacle = provider.obstacle();
    if (obstacle.isPresent()) {
      return "cannot run: " + obstacle.get();
    }
    try (Kernels kernels = provider.open(1)) {
      boolean auto = chosen.isPresent() && chosen.get().name().equals(provider.name());
      return "runs, as " + kernels.name() + (auto ? "; the choice of auto" : "");
    } catch (IllegalStateException e) {
      return "cannot run: " + e.getMessage();
    }
  }

  private static String processor() {
    return firstValue("/proc/cpuinfo", "model name").orElse(property("os.arch"));
  }

  private static String memory() {
    Optional<String> total = firstValue("/proc/meminfo", "MemTotal");
    Optional<String> free = firstValue("/proc/meminfo", "MemAvailable");
    return total.isPresent() && free.isPresent()
        ? kilobytes(total.get()) + ", of which free " + kilobytes(free.get())
        : "unknown";
  }

  private static String kilobytes(String value) {
    return MemorySize.show(1024 * Long.parseLong(value.replaceAll("[^0-9]", "")));
  }

  private static Optional<String> firstValue(String file, String key) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  static void row(PrintWriter out, String name, String value) {
    out.printf("%-20s %s%n", name, value);
  }
}
