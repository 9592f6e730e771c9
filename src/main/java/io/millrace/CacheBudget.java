package io.millrace;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** How much memory the cache takes when nobody says: a quarter of what is free. */
final class CacheBudget {

  private static final int SHARE = 4;
  private static final long LEAST = 64L << 20;

  private CacheBudget() {}

  /**
   * The bytes that the options say, or a share of what {@code allocator} can still give.
   *
   * @param allocator gives the cache; the JVM limits buffers without an address
   */
  static long choose(ModelOptions options, Allocator allocator) {
    if (options.cacheBytes().isPresent()) {
      return options.cacheBytes().getAsLong();
    }
    long free = free(Path.of("/"));
    try (Memory probe = allocator.allocate(1)) {
      boolean limited = probe.address() == Memory.NO_ADDRESS;
      return Math.max(LEAST, (limited ? Math.min(free, heap()) : free) / SHARE);
    }
  }

  /** Also the JVM's limit for direct buffers, unless it was set apart. */
  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  /** Free memory of the machine or the container, whichever is less. */
  static long free(Path root) {
    long machine = value(root.resolve("proc/meminfo"), "MemAvailable:").orElse(heap() / 1024);
    return Math.min(machine * 1024, container(root.resolve("sys/fs/cgroup")));
  }

  /** What the container's limit leaves; files that the system only caches count as free. */
  private static long container(Path group) {
    OptionalLong limit = number(group.resolve("memory.max"));
    OptionalLong used = number(group.resolve("memory.current"));
    if (limit.isEmpty() || used.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long cached = value(group.resolve("memory.stat"), "inactive_file").orElse(0);
    return Math.max(0, limit.getAsLong() - used.getAsLong() + cached);
  }

  private static OptionalLong number(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() || !lines.get(0).matches("[0-9]{1,18}")
        ? OptionalLong.empty() // absent, or "max"
        : OptionalLong.of(Long.parseLong(lines.get(0)));
  }

  private static OptionalLong value(Path file, String key) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // another system
    }
  }
}
