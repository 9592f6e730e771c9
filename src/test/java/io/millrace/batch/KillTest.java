package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that is killed at any moment loses nothing, and in the end writes the same bytes. */
@Timeout(600)
class KillTest {

  private static final int LINES = 10_000;
  private static final int KILLS = 20;
  private static final int PAUSE = 20;

  /** The longest time from the start of a job to its end by force. */
  private static final int MILLIS = 250;

  @TempDir private Path folder;

  private Path input() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String prompt = i % 13 == 5 ? "bad" : "x".repeat(1 + i % 100);
      lines.add(
          i % 17 == 3
              ? "{\"broken\":"
              : "{\"custom_id\":\"r%d\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\"}}"
                  .formatted(i, prompt));
    }
    return Files.write(folder.resolve("in.jsonl"), lines);
  }

  private static long finished(Path journal) throws IOException {
    if (!Files.exists(journal)) {
      return 0;
    }
    try (JournalFile file = JournalFile.hold(journal)) {
      Optional<JournalContents> contents = file.read();
      return contents
          .map(c -> Math.max(c.outcomes().total(), c.state().outcomes().total()))
          .orElse(0L);
    }
  }

  @Test
  void twentyKillsChangeNoByte() throws IOException, InterruptedException {
    Path input = input();
    BatchJob whole =
        BatchJob.of(new FakeModel(0), input, folder.resolve("whole.jsonl")).withCreated(1);
    whole.run();
    Path output = folder.resolve("killed.jsonl");
    BatchJob killed = BatchJob.of(new FakeModel(0), input, output);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long before = 0;
    int under = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      JobProcess job = JobProcess.start(input, output, PAUSE);
      job.awaitStart();
      Thread.sleep(random.nextInt(MILLIS));
      job.kill();
      long now = finished(killed.journal());
      String where = "kill " + kill + ", seed " + seed;
      assertTrue(now >= before, where + ": of " + before + " only " + now + " are left");
      assertTrue(now >= job.said(), where + ": " + job.said() + " were done, kept are " + now);
      under += now < LINES ? 1 : 0;
      before = now;
    }
    System.out.printf("KillTest: seed %d, %d of %d kills before the end%n", seed, under, KILLS);
    assertTrue(under >= KILLS / 2, "the job is too short: " + under + " kills before its end");
    JobProcess.start(input, output, 0).await();
    assertEquals(-1, Files.mismatch(whole.output(), output), "seed " + seed);
    assertEquals(-1, Files.mismatch(whole.errors(), killed.errors()), "seed " + seed);
  }

  @Test
  void anotherProcessCannotWriteTheSameOutput() throws IOException, InterruptedException {
    Path input = input();
    Path output = folder.resolve("out.jsonl");
    JobProcess job = JobProcess.start(input, output, 1000);
    try {
      job.awaitStart();
      BatchJob second = BatchJob.of(new FakeModel(), input, output);
      while (!Files.exists(output)) {
        Thread.sleep(1);
      }
      for (JobStart start : JobStart.values()) {
        BatchJob other = second.withOptions(second.options().withStart(start));
        String message = assertThrows(JobRefusedException.class, other::run).getMessage();
        assertTrue(message.contains("is in use by another job"), message);
      }
    } finally {
      job.kill();
    }
  }
}
