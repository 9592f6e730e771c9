package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads follow what the process may use; more are had for the asking, with one line that says so.
 */
class DefaultThreadsTest {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  @TempDir private Path folder;

  private record Outcome(List<String> output, List<String> errors) {}

  /** Runs a command in a JVM of its own, on one processor of those that this one may use. */
  private Outcome onOneProcessor(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(TASKSET.toString(), "-c", firstProcessor()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(errors).toString());
    return new Outcome(read(output), read(errors));
  }

  private static String firstProcessor() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.replaceFirst("\\D+", "").replaceFirst("\\D.*", ""))
        .findFirst()
        .orElse("0");
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean skipped() {
    if (!Files.isExecutable(TASKSET)) {
      System.out.println("SKIPPED DefaultThreadsTest: there is no " + TASKSET);
      return true;
    }
    return false;
  }

  @Test
  void followTheAffinityMask() throws Exception {
    if (skipped()) {
      return;
    }
    List<String> report = onOneProcessor("info").output();
    assertTrue(report.stream().anyMatch(line -> line.matches("threads +1 .*")), report::toString);
  }

  @Test
  void beyondItAreHonouredAndSaidOnce() throws Exception {
    if (skipped()) {
      return;
    }
    Path model = TinyModels.path("llama-tied");
    Outcome outcome =
        onOneProcessor("generate", "--model", model.toString(), "--threads", "2", "a text");
    List<String> said =
        outcome.errors().stream()
            .filter(line -> line.contains("2 threads on 1 processors"))
            .toList();
    assertEquals(1, said.size(), () -> outcome.errors().toString());
  }
}
