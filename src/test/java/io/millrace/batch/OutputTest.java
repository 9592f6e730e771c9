package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that are slow, go away or are full. */
@Timeout(60)
class OutputTest {

  private static final int LINES = 1500;

  @TempDir private Path folder;

  private final FakeModel model = new FakeModel();
  private Path input;
  private byte[] expected;

  @BeforeEach
  void runOnce() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String prompt = i % 9 == 4 ? "bad" : "x".repeat(i % 200 + 1);
      lines.add(
          "{\"custom_id\":\"r%d\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\"}}"
              .formatted(i, prompt));
    }
    input = Files.write(folder.resolve("in.jsonl"), lines);
    BatchJob job = job(folder.resolve("whole.jsonl"));
    job.run();
    expected = Files.readAllBytes(job.output());
  }

  private BatchJob job(Path output) {
    return BatchJob.of(model, input, output).withCreated(1);
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(discard()).start();
    return process.waitFor() == 0;
  }

  private static ProcessBuilder.Redirect discard() {
    return ProcessBuilder.Redirect.DISCARD;
  }

  private Path pipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    boolean made = Files.exists(pipe) || succeeds("mkfifo", pipe.toString());
    if (!made) {
      System.out.println("SKIPPED OutputTest: there is no mkfifo here");
    }
    assumeTrue(made, "no mkfifo");
    return pipe;
  }

  private static JobReport run(BatchJob job) {
    try {
      return job.run();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Test
  void aReaderThatIsLateHoldsBackTheFileOnly() throws Exception {
    Path pipe = pipe();
    AtomicLong done = new AtomicLong();
    BatchJob job = job(pipe).withProgress(p -> done.set(p.done()));
    CompletableFuture<JobReport> report = CompletableFuture.supplyAsync(() -> run(job));
    try (InputStream in = openWhen(done, LINES, pipe)) {
      assertTrue(!report.isDone(), "the job waits for its reader");
      for (int i = 0; i < expected.length; i++) {
        if (i % 200_000 == 0) {
          Thread.sleep(20);
        }
        assertEquals(expected[i], (byte) in.read(), "byte " + i);
      }
      assertEquals(-1, in.read());
    }
    assertEquals(JobEnd.FINISHED, report.get(20, TimeUnit.SECONDS).end());
  }

  private static InputStream openWhen(AtomicLong done, long count, Path pipe) throws Exception {
    while (done.get() < count) {
      Thread.sleep(1);
    }
    return Files.newInputStream(pipe);
  }

  @Test
  void aReaderThatGoesAwayStopsTheJobWhichCanBeResumed() throws Exception {
    Path pipe = pipe();
    BatchJob job = job(pipe);
    CompletableFuture<JobReport> report = CompletableFuture.supplyAsync(() -> run(job));
    try (InputStream in = Files.newInputStream(pipe)) {
      assertEquals(1000, in.readNBytes(1000).length);
    }
    Exception stopped = assertThrows(Exception.class, () -> report.get(20, TimeUnit.SECONDS));
    assertTrue(stopped.getMessage().contains("writing the output: Broken pipe"), stopped::toString);
    int answered = model.answered.get();
    CompletableFuture<JobReport> again =
        CompletableFuture.supplyAsync(() -> run(job.withResume(true)));
    try (InputStream in = Files.newInputStream(pipe)) {
      assertEquals(-1, Arrays.mismatch(expected, in.readAllBytes()));
    }
    JobReport rest = again.get(20, TimeUnit.SECONDS);
    assertEquals(LINES, rest.outcomes().total());
    assertTrue(rest.resumed() > 0 && rest.resumed() + model.answered.get() - answered <= LINES);
  }

  @Test
  void aReaderThatNeverComesDoesNotKeepAStoppedJob() throws Exception {
    StopSignal stop = new StopSignal();
    BatchJob job =
        job(pipe())
            .withStop(stop)
            .withProgress(
                p -> {
                  if (p.done() == LINES) {
                    stop.raise();
                  }
                });
    assertEquals(JobEnd.STOPPED, job.run().end());
  }

  @Test
  void aReaderThatStopsReadingDoesNotKeepAStoppedJob() throws Exception {
    Path pipe = pipe();
    StopSignal stop = new StopSignal();
    AtomicLong done = new AtomicLong();
    BatchJob job = job(pipe).withStop(stop).withProgress(p -> done.set(p.done()));
    CompletableFuture<JobReport> report = CompletableFuture.supplyAsync(() -> run(job));
    try (InputStream in = Files.newInputStream(pipe)) {
      assertEquals(10, in.readNBytes(10).length);
      while (done.get() < LINES) {
        Thread.sleep(1);
      }
      stop.raise();
      JobReport stopped = report.get(30, TimeUnit.SECONDS);
      assertEquals(JobEnd.STOPPED, stopped.end());
      assertEquals(LINES, stopped.outcomes().total());
    }
  }

  @Test
  void anInterruptedJobEndsAndCanBeResumed() throws Exception {
    BatchJob job = job(folder.resolve("out.jsonl"));
    Thread thread = Thread.currentThread();
    BatchJob interrupted =
        job.withProgress(
            p -> {
              if (p.done() == 100) {
                thread.interrupt();
              }
            });
    IOException stopped = assertThrows(IOException.class, interrupted::run);
    assertTrue(Thread.interrupted(), "the interruption is passed on");
    assertEquals("batch: stopped early, interrupted", stopped.getMessage());
    assertTrue(job.withResume(true).run().resumed() >= 100);
    assertEquals(-1, Arrays.mismatch(expected, Files.readAllBytes(job.output())));
  }

  @Test
  void devicesNeedNamesForErrorsAndJournal() {
    Path device = Path.of("/dev/full");
    JobRefusedException refused = assertThrows(JobRefusedException.class, () -> job(device).run());
    assertTrue(refused.getMessage().contains("name one with --journal"), refused.getMessage());
    BatchJob named = job(device).withJournal(folder.resolve("j"));
    refused = assertThrows(JobRefusedException.class, named::run);
    assertTrue(refused.getMessage().contains("name one with --errors"), refused.getMessage());
  }

  @Test
  void aFullOutputStopsTheJobAndTheJournalStays() throws IOException {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      System.out.println("SKIPPED OutputTest: there is no /dev/full here");
    }
    assumeTrue(Files.exists(full), "no /dev/full");
    Path journal = folder.resolve("journal");
    Path errors = folder.resolve("errors");
    BatchJob job = job(full).withJournal(journal).withErrors(errors);
    IOException stopped = assertThrows(IOException.class, job::run);
    assertTrue(
        stopped.getMessage().startsWith("batch: stopped early, writing the output: "),
        stopped.getMessage());
    BatchJob rest =
        job(folder.resolve("rest.jsonl")).withJournal(journal).withErrors(errors).withResume(true);
    assertEquals(JobEnd.FINISHED, rest.run().end());
    assertEquals(-1, Arrays.mismatch(expected, Files.readAllBytes(rest.output())));
  }

  @Test
  void aFullDiskStopsTheJobAndSpaceLetsItGoOn() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk.toString());
    if (!mounted) {
      System.out.println("SKIPPED OutputTest.aFullDisk…: a tmpfs cannot be mounted by this user");
    }
    assumeTrue(mounted, "no tmpfs");
    try {
      BatchJob job = job(disk.resolve("out.jsonl"));
      for (int size : new int[] {200, 400, 600}) {
        assertTrue(succeeds("mount", "-o", "remount,size=" + size + "k", disk.toString()));
        IOException stopped = assertThrows(IOException.class, job.withResume(true)::run);
        assertTrue(stopped.getMessage().contains("No space left"), stopped.getMessage());
      }
      assertTrue(succeeds("mount", "-o", "remount,size=20m", disk.toString()));
      assertEquals(JobEnd.FINISHED, job.withResume(true).run().end());
      assertEquals(-1, Arrays.mismatch(expected, Files.readAllBytes(job.output())));
    } finally {
      assertTrue(succeeds("umount", disk.toString()));
    }
  }
}
