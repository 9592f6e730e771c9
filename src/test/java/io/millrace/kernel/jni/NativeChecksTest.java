package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the C programs that compare the kernel tables with each other between guard pages; {@code
 * native/test/check.h} tells how. {@code scripts/build-native} builds them with the library.
 */
class NativeChecksTest {

  private static final Path BUILT = Path.of("target", "native");
  private static final Path SOURCES = Path.of("native", "test");
  private static final long SECONDS = 300;

  @TempDir private Path folder;

  /** One program a source file. */
  static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith("check_") && name.endsWith(".c"))
              .map(name -> name.substring(0, name.length() - 2))
              .sorted()
              .toList();
      assertFalse(names.isEmpty(), "no check in " + SOURCES);
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void passes(String program) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(BUILT.resolve(program).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String told = Files.readString(output);
    told.lines().filter(line -> line.startsWith("SKIPPED")).forEach(System.out::println);
    assertTrue(ended, () -> program + " did not end within " + SECONDS + " s: " + told);
    assertEquals(0, process.exitValue(), () -> program + ": " + told);
    assertTrue(told.contains("passed") || told.contains("SKIPPED"), told);
  }
}
