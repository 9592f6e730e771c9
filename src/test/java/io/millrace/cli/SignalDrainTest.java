package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.millrace.TinyModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM does. */
@Timeout(600)
class SignalDrainTest {

  @TempDir private Path folder;

  private static Process start(Class<?> main, Path errors, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      fail("the process did not end");
    }
    return process.exitValue();
  }

  @Test
  void aDrainedJobsExitCodeIsItsOwn() throws Exception {
    Process process = start(StuckJob.class, folder.resolve("err"), "drains");
    try (BufferedReader out = process.inputReader()) {
      assertEquals("waiting", out.readLine());
      process.toHandle().destroy();
      assertEquals("draining", out.readLine());
      assertEquals(4, exitCode(process));
    }
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    Process process = start(StuckJob.class, folder.resolve("err"), "hangs");
    try (BufferedReader out = process.inputReader()) {
      assertEquals("waiting", out.readLine());
      process.toHandle().destroy();
      assertEquals("draining", out.readLine());
      assertTrue(!process.waitFor(500, TimeUnit.MILLISECONDS), "the first one waits");
      long start = System.nanoTime();
      process.toHandle().destroy();
      assertEquals(4, exitCode(process));
      String said = Files.readString(folder.resolve("err"));
      assertTrue(said.contains("run the same command with --resume to go on"), said);
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20), "30 s were waited for");
    }
  }

  private Path input(int lines) throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      all.add(
          ("{\"custom_id\":\"r%d\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"mill %d\","
                  + "\"max_tokens\":60,\"ignore_eos\":true}}")
              .formatted(i, i));
    }
    return Files.write(folder.resolve("in.jsonl"), all);
  }

  @Test
  void aJobThatIsKilledAndToldToStopGoesOnAndWritesTheSameBytes() throws Exception {
    Path input = input(250);
    Path whole = folder.resolve("whole.jsonl");
    Path output = folder.resolve("out.jsonl");
    Path errors = folder.resolve("err");
    assertEquals(0, exitCode(batch(errors, input, whole)));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    System.out.println("SignalDrainTest: seed " + seed);
    for (int kill = 0; kill < 3; kill++) {
      Process process = batch(errors, input, output, "--resume");
      awaitGrowth(process, random.nextInt(10_000));
      process.destroyForcibly().waitFor();
    }
    Process process = batch(errors, input, output, "--resume");
    awaitGrowth(process, 5_000);
    process.toHandle().destroy();
    int code = exitCode(process);
    String said = Files.readString(errors);
    assertEquals(4, code, said);
    assertTrue(said.contains("stopped early"), said);
    assertTrue(said.contains("run the same command with --resume to go on"), said);
    assertTrue(Files.size(output) < Files.size(whole), "it was stopped before its end");
    assertEquals(0, exitCode(batch(errors, input, output, "--resume")), Files.readString(errors));
    assertEquals(-1, Files.mismatch(whole, output), "seed " + seed);
    assertTrue(Files.readString(errors).contains("resumed"), Files.readString(errors));
  }

  /** Waits until the journal is so much larger. */
  private void awaitGrowth(Process process, long bytes) throws IOException, InterruptedException {
    Path journal = folder.resolve("out.jsonl.journal");
    long before = Files.exists(journal) ? Files.size(journal) : 0;
    while (process.isAlive() && (!Files.exists(journal) || Files.size(journal) < before + bytes)) {
      Thread.sleep(1);
    }
  }

  private Process batch(Path errors, Path input, Path output, String... more) throws IOException {
    List<Object> arguments =
        new ArrayList<>(
            List.of("batch", "--model", TinyModels.path("llama-untied"), "--input", input));
    arguments.addAll(
        List.of("--output", output, "--created", 1, "--threads", 1, "--max-sequences", 4));
    arguments.addAll(List.of(more));
    return start(Main.class, errors, arguments.toArray());
  }
}
