package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a model is loaded, the process grows by the packed weights and 64 MB at most. */
class LoadingMemoryTest {

  private static final long ROOM = 64 << 20;
  private static final Pattern FIGURES =
      Pattern.compile("loaded large: before (\\d+), peak (\\d+), after \\d+, packed (\\d+), .*");

  @TempDir private Path folder;

  /**
   * Runs the probe. What the optimizing compiler takes meanwhile varies by 17 MB from run to run
   * and has nothing to do with the model, so it stays out.
   */
  private String probe(Path model) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LoadingMemoryProbe.class.getName(),
            "native",
            "2",
            model.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = process.waitFor();
    String told = Files.readString(output);
    assertEquals(0, exit, told);
    return told;
  }

  @Test
  void takesLittleMoreThanThePackedWeights() throws Exception {
    if (KernelChoice.providers().get(0).obstacle().isPresent()) {
      System.out.println("SKIPPED LoadingMemoryTest: the native kernels cannot run here");
      return;
    }
    if (!Files.isWritable(Path.of("/proc/self/clear_refs"))) {
      System.out.println("SKIPPED LoadingMemoryTest: this system forgets no peak of memory");
      return;
    }
    Path model = folder.resolve("large.gguf");
    LargeFile.write(model);
    String told = probe(model);
    Matcher figures = FIGURES.matcher(told);
    assertTrue(figures.find(), told);
    long packed = Long.parseLong(figures.group(3));
    assertTrue(packed > 200L << 20, told);
    long grown = Long.parseLong(figures.group(2)) - Long.parseLong(figures.group(1));
    assertTrue(grown <= packed + ROOM, told);
  }
}
