package io.millrace.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses among the implementations on the class path. */
public final class KernelChoice {

  /** The name that stands for the fastest implementation that can run. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private KernelChoice() {}

  /** All implementations on the class path, the fastest first. */
  public static List<KernelProvider> providers() {
    List<KernelProvider> found = new ArrayList<>();
    ServiceLoader.load(KernelProvider.class, KernelChoice.class.getClassLoader())
        .forEach(found::add);
    found.sort(Comparator.comparingInt(KernelProvider::rank).reversed());
    return found;
  }

  /**
   * All implementations that can run here, each in all its {@link KernelProvider#tables}, the
   * fastest first.
   */
  public static List<KernelProvider> tables() {
    return providers().stream()
        .filter(provider -> provider.obstacle().isEmpty())
        .flatMap(provider -> provider.tables().stream())
        .toList();
  }

  /** What this machine can do at most, measured by the first implementation that has the means. */
  public static Optional<Peaks> peaks(int threads) {
    return providers().stream()
        .filter(provider -> provider.obstacle().isEmpty())
        .flatMap(provider -> provider.peaks(threads).stream())
        .findFirst();
  }

  /**
   * Opens an implementation.
   *
   * @param name the name of a provider or of one of its tables, or {@link #AUTO}, which skips those
   *     that cannot run here and says why in one log line each
   * @throws IllegalArgumentException if no provider has that name
   * @throws IllegalStateException if the named one cannot run here, or not with these options
   */
  public static Kernels open(String name, KernelOptions options) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (options.threads() > processors) {
      LOG.warn(
          "kernels: {} threads on {} processors, all that the container's quota gives; {} threads would not wait for each other",
          options.threads(),
          processors,
          processors);
    }
    return find(name, options);
  }

  private static Kernels find(String name, KernelOptions options) {
    for (KernelProvider provider : providers()) {
      if (name.equals(provider.name())) {
        provider.obstacle().ifPresent(reason -> refuse(name, reason));
        return new CheckedKernels(provider.open(options));
      }
      if (name.equals(AUTO)) {
        if (provider.obstacle().isEmpty()) {
          return new CheckedKernels(provider.open(options));
        }
        LOG.warn("kernels: not using {}: {}", provider.name(), provider.obstacle().get());
      }
    }
    Optional<KernelProvider> table =
        tables().stream().filter(provider -> name.equals(provider.name())).findFirst();
    if (table.isPresent()) {
      return new CheckedKernels(table.get().open(options));
    }
    throw new IllegalArgumentException(
        "kernels: "
            + name
            + " is unknown, expected auto or one of "
            + providers().stream().map(KernelProvider::name).toList());
  }

  /** Opens an implementation with our own products on this many threads. */
  public static Kernels open(String name, int threads) {
    return open(name, KernelOptions.threads(threads));
  }

  private static void refuse(String name, String reason) {
    throw new IllegalStateException("kernels: " + name + " cannot run here: " + reason);
  }
}
