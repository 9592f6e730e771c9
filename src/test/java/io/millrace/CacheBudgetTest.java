package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Allocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheBudgetTest {

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void takesWhatTheMachineHasFree() throws IOException {
    write("proc/meminfo", "MemTotal:  9000 kB\nMemAvailable:   4000 kB\n");
    assertEquals(4000L * 1024, CacheBudget.free(root));
  }

  @Test
  void aContainersLimitCountsAndCachedFilesAreFree() throws IOException {
    write("proc/meminfo", "MemAvailable:   4000 kB\n");
    write("sys/fs/cgroup/memory.max", "2000000\n");
    write("sys/fs/cgroup/memory.current", "1500000\n");
    write("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file 300000\n");
    assertEquals(800_000, CacheBudget.free(root));
    write("sys/fs/cgroup/memory.max", "max\n");
    assertEquals(4000L * 1024, CacheBudget.free(root));
  }

  @Test
  void theUsersWordCounts() {
    ModelOptions options = ModelOptions.defaults().withCacheBytes(12345);
    assertEquals(12345, CacheBudget.choose(options, Allocator.direct()));
  }

  @Test
  void buffersOfTheJvmAreLimitedByItsHeap() {
    long budget = CacheBudget.choose(ModelOptions.defaults(), Allocator.direct());
    assertTrue(budget >= 64L << 20, "cache " + budget);
    assertTrue(budget <= Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4));
  }
}
