package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job goes on where it was, whatever its end left behind. */
class ResumeTest {

  private static final int LINES = 300;

  @TempDir private Path folder;

  private final FakeModel model = new FakeModel();

  private static String line(String id, String prompt) {
    return "{\"custom_id\":\"%s\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\"}}"
        .formatted(id, prompt);
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(
          i % 11 == 5 ? "nonsense" : line("r" + i, i % 7 == 3 ? "bad" : "x".repeat(1 + i % 50)));
    }
    return lines;
  }

  private BatchJob job(List<String> lines) throws IOException {
    Path input = Files.write(folder.resolve("in.jsonl"), lines);
    return BatchJob.of(model, input, folder.resolve("out.jsonl"));
  }

  /** Stops a job just before its end and returns its journal. */
  private byte[] journal(BatchJob job) throws IOException {
    List<byte[]> copies = new ArrayList<>();
    job.withProgress(
            p -> {
              if (p.done() == LINES) {
                copies.add(copy(job.journal()));
              }
            })
        .run();
    return copies.get(0);
  }

  private static byte[] copy(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whereverTheJournalEndsTheFilesAreTheSame() throws IOException {
    BatchJob job = job(lines());
    byte[] journal = journal(job);
    byte[] output = Files.readAllBytes(job.output());
    byte[] errors = Files.readAllBytes(job.errors());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    BatchJob resumed = job.withResume(true);
    for (int run = 0; run < 60; run++) {
      Files.write(
          job.journal(),
          Arrays.copyOf(journal, run < 5 ? 100 * run : random.nextInt(journal.length + 1)));
      Files.write(job.output(), Arrays.copyOf(output, random.nextInt(output.length + 1)));
      Files.write(job.errors(), Arrays.copyOf(errors, random.nextInt(errors.length + 1)));
      if (Files.size(job.journal()) < 1000) { // too little for a header: nothing was written then
        Files.delete(job.output());
        Files.delete(job.errors());
        resumed = job.withResume(true).withCreated(created(output));
      }
      JobReport report = resumed.run();
      String where = "run " + run + ", seed " + seed;
      assertEquals(-1, Arrays.mismatch(output, Files.readAllBytes(job.output())), where);
      assertEquals(-1, Arrays.mismatch(errors, Files.readAllBytes(job.errors())), where);
      assertEquals(LINES, report.outcomes().total(), where);
      resumed = job.withResume(true);
    }
  }

  private static long created(byte[] output) {
    String text = new String(output, UTF_8);
    return Long.parseLong(text.replaceAll("(?s).*?\"created\":([0-9]+),.*", "$1"));
  }

  @Test
  void nothingFinishedIsDoneAgain() throws IOException {
    BatchJob job = job(lines());
    byte[] journal = journal(job);
    int answered = model.answered.get();
    Files.write(job.journal(), journal);
    JobReport report = job.withResume(true).run();
    assertEquals(answered, model.answered.get());
    assertEquals(LINES, report.resumed());
    assertEquals(0, report.tokens().generated());
    assertTrue(report.allTokens().generated() > 0);
  }

  @Test
  void aFinishedJobSaysSo() throws IOException {
    BatchJob job = job(lines());
    JobReport first = job.run();
    assertTrue(Files.size(job.journal()) < 2000, "only what is needed is kept");
    JobReport again = job.withResume(true).run();
    assertEquals(JobEnd.FINISHED_BEFORE, again.end());
    assertEquals(first.outcomes(), again.outcomes());
    assertEquals(first.allTokens(), again.allTokens());
    assertEquals(again.outcomes(), retry(job).run().outcomes());
    Files.delete(job.output());
    refused("resume: the job is finished, but " + job.output(), job.withResume(true));
    assertEquals(JobEnd.FINISHED, job.withOverwrite(true).run().end());
    Files.delete(job.output());
    Files.delete(job.errors());
    assertEquals(JobEnd.FINISHED, job.run().end());
  }

  private static BatchJob retry(BatchJob job) {
    return job.withOptions(job.options().withStart(JobStart.RETRY_FAILED));
  }

  private static void refused(String message, BatchJob job) {
    String actual = assertThrows(JobRefusedException.class, job::run).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }

  @Test
  void failedRequestsAreAskedAgainWhenThatIsWanted() throws IOException {
    List<String> lines = new ArrayList<>(lines());
    for (int i = 0; i < LINES; i += 10) {
      lines.set(i, line("f" + i, "flaky"));
    }
    BatchJob job = job(lines).withCreated(5);
    JobReport first = job.run();
    assertEquals(30, first.outcomes().retriable());
    assertEquals(JobEnd.FINISHED_BEFORE, job.withResume(true).run().end());
    int answered = model.answered.get();
    model.healthy = true;
    JobReport second = retry(job).run();
    assertEquals(JobEnd.FINISHED, second.end());
    assertEquals(answered + 30, model.answered.get());
    assertEquals(first.answered() + 30, second.answered());
    assertEquals(first.failed() - 30, second.failed());
    byte[] output = Files.readAllBytes(job.output());
    byte[] errors = Files.readAllBytes(job.errors());
    job.withOverwrite(true).withCreated(5).run();
    assertEquals(-1, Arrays.mismatch(output, Files.readAllBytes(job.output())));
    assertEquals(-1, Arrays.mismatch(errors, Files.readAllBytes(job.errors())));
  }

  @Test
  void errorsThatAreGoneLeaveNoFile() throws IOException {
    BatchJob job = job(List.of(line("a", "flaky"), line("b", "x")));
    job.run();
    assertTrue(Files.exists(job.errors()));
    model.healthy = true;
    assertEquals(2, retry(job).run().answered());
    assertFalse(Files.exists(job.errors()));
  }

  @Test
  void anotherJobIsRefusedAndTheDifferenceNamed() throws IOException {
    BatchJob job = job(lines()).withCreated(5);
    byte[] journal = journal(job);
    byte[] output = Files.readAllBytes(job.output());
    Files.write(job.journal(), journal);
    differs("created was 5 and is 6", job, o -> o.withCreated(6));
    differs("shard was 1/1 and is 1/2", job, o -> o.withShard(new Shard(1, 2)));
    differs("cache-type was unset and is q8_0", job, o -> o.withSetting("cache-type", "q8_0"));
    refused(
        "resume: " + job.journal() + " is of another job: params was {} and is {\"n\":2}",
        job.withInput(job.input().withBody("{\"n\":2}")).withResume(true));
    Files.writeString(job.input().file(), "\n", StandardOpenOption.APPEND);
    differs("input had ", job, o -> o);
    assertEquals(-1, Arrays.mismatch(output, Files.readAllBytes(job.output())));
    assertEquals(-1, Arrays.mismatch(journal, Files.readAllBytes(job.journal())));
  }

  private static void differs(String what, BatchJob job, UnaryOperator<JobOptions> change) {
    BatchJob other = job.withOptions(change.apply(job.options().withStart(JobStart.RESUME)));
    refused("resume: " + job.journal() + " is of another job: " + what, other);
  }

  @Test
  void aJournalWithAnswersIsNotThrownAway() throws IOException {
    BatchJob job = job(lines());
    byte[] journal = journal(job);
    Files.write(job.journal(), journal);
    Files.delete(job.output());
    Files.delete(job.errors());
    refused("journal: " + job.journal() + " holds 300 finished requests; go on with", job);
    assertEquals(-1, Arrays.mismatch(journal, Files.readAllBytes(job.journal())));
    assertEquals(300, job.withResume(true).run().resumed());
  }

  @Test
  void withoutAJournalThereIsNothingToResume() throws IOException {
    BatchJob job = job(lines()).withResume(true);
    assertEquals(JobEnd.FINISHED, job.run().end());
    Files.delete(job.journal());
    refused("output: " + job.output() + " exists", job);
  }

  @Test
  void completionOrderIsResumedToo() throws IOException {
    BatchJob input = job(lines());
    BatchJob job = input.withOptions(input.options().withOrder(JobOrder.COMPLETION));
    byte[] journal = journal(job);
    List<String> output = Files.readAllLines(job.output());
    Files.write(job.journal(), Arrays.copyOf(journal, journal.length / 2));
    job.withOptions(job.options().withStart(JobStart.RESUME)).run();
    List<String> again = Files.readAllLines(job.output());
    assertEquals(output.subList(0, 100), again.subList(0, 100));
    assertEquals(output.stream().sorted().toList(), again.stream().sorted().toList());
  }
}
