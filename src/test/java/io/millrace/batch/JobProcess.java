package io.millrace.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A job on a fake model in a process of its own, to be killed.
 *
 * <p>Prints {@code started}, then, if it takes its time, how many requests are done, a line each
 * time, and at the end the report.
 */
final class JobProcess {

  private static final long SECONDS = 400;

  private final Process process;
  private final Path printed;

  private JobProcess(Process process, Path printed) {
    this.process = process;
    this.printed = printed;
  }

  /** Runs a job; arguments: input, output, milliseconds that a request takes. */
  public static void main(String[] arguments) throws IOException {
    Path input = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]);
    int pause = Integer.parseInt(arguments[2]);
    Consumer<JobProgress> progress = pause == 0 ? p -> {} : p -> System.out.println(p.done());
    try (FakeModel model = new FakeModel(pause)) {
      BatchJob job =
          BatchJob.of(model, input, output).withResume(true).withCreated(1).withProgress(progress);
      System.out.println("started");
      System.out.println(job.run().toJson());
    }
    System.exit(0);
  }

  /** Starts one. */
  static JobProcess start(Path input, Path output, int pause, String... jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(JobProcess.class.getName());
    command.addAll(List.of(input.toString(), output.toString(), Integer.toString(pause)));
    Path printed = Files.createTempFile(output.toAbsolutePath().getParent(), "job", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    return new JobProcess(builder.start(), printed);
  }

  /** Waits until the job is about to run. */
  void awaitStart() throws IOException, InterruptedException {
    while (Files.size(printed) == 0) {
      if (!process.isAlive()) {
        throw new AssertionError("the job ended before it started: " + printed());
      }
      Thread.sleep(1);
    }
  }

  /** Kills it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end, which must be a good one, and returns its last line. */
  String await() throws IOException, InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("the job did not end within " + SECONDS + " s: " + printed());
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("the job ended with " + process.exitValue() + ": " + printed());
    }
    List<String> lines = Files.readAllLines(printed);
    return lines.get(lines.size() - 1);
  }

  /** The most requests that it said were done. */
  long said() throws IOException {
    String text = Files.readString(printed);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.matches("[0-9]+"))
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  private String printed() throws IOException {
    String text = Files.readString(printed);
    return text.substring(Math.max(0, text.length() - 2000));
  }
}
