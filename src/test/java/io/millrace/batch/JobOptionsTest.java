package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Order, shards, limits and early ends. */
class JobOptionsTest {

  @TempDir private Path folder;

  private final FakeModel model = new FakeModel();

  private static String line(String id, String prompt) {
    return "{\"custom_id\":\"%s\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\"}}"
        .formatted(id, prompt);
  }

  private BatchJob job(String... lines) throws IOException {
    Path input = Files.write(folder.resolve("in.jsonl"), List.of(lines));
    return BatchJob.of(model, input, folder.resolve("out.jsonl"));
  }

  private static List<String> ids(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(l -> JsonValue.parse(l).at("").require("custom_id").asString())
        .toList();
  }

  @Test
  void completionOrderWritesAsItComes() throws IOException {
    BatchJob start = job(line("a", "slow"), line("b", "x"), line("c", "bad"), line("d", "y"));
    BatchJob job =
        start
            .withOptions(start.options().withOrder(JobOrder.COMPLETION))
            .withProgress(
                p -> {
                  if (p.done() == 3) {
                    model.released.complete(null);
                  }
                });
    job.run();
    List<String> written = ids(job.output());
    assertEquals("a", written.get(2));
    assertEquals(List.of("a", "b", "d"), written.stream().sorted().toList());
    assertEquals(List.of("c"), ids(job.errors()));
  }

  @Test
  void shardsShareAFileAndLimitsCutIt() throws IOException {
    BatchJob whole =
        job(line("a", "x"), line("b", "x"), "nonsense", line("c", "x"), line("a", "x"));
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      BatchJob job =
          BatchJob.of(model, whole.input().file(), folder.resolve("shard" + i))
              .withOptions(whole.options().withShard(new Shard(i, 2)));
      JobReport report = job.run();
      all.add(ids(job.output()) + " " + report.failed());
    }
    // Lines 1, 3 and 5, of which 3 is no JSON and 5 repeats an id; lines 2 and 4.
    assertEquals(List.of("[a] 2", "[b, c] 0"), all);
    BatchJob limited = whole.withOptions(whole.options().withLimit(2));
    assertEquals(2, limited.run().answered());
    assertEquals(List.of("a", "b"), ids(limited.output()));
  }

  @Test
  void tooManyErrorsStopTheJobWhichCanBeResumed() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      lines.add(line("r" + i, i % 2 == 0 ? "bad" : "xx"));
    }
    BatchJob job = job(lines.toArray(String[]::new));
    JobReport report = job.withOptions(job.options().withMaxErrors(3)).run();
    assertEquals(JobEnd.TOO_MANY_ERRORS, report.end());
    assertTrue(report.failed() >= 3 && report.outcomes().total() < 2000, report.toString());
    JobReport resumed = job.withResume(true).run();
    assertEquals(JobEnd.FINISHED, resumed.end());
    assertEquals(1000, resumed.failed());
    assertEquals(report.outcomes().total(), resumed.resumed());
    assertEquals(1000, ids(job.output()).size());
  }

  @Test
  void aStopSignalDrainsTheJob() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      lines.add(line("r" + i, "xx"));
    }
    StopSignal stop = new StopSignal();
    BatchJob job = job(lines.toArray(String[]::new)).withStop(stop);
    JobReport report =
        job.withProgress(
                p -> {
                  if (p.done() == 10) {
                    stop.raise();
                  }
                })
            .run();
    assertEquals(JobEnd.STOPPED, report.end());
    assertEquals(0, model.inside.get());
    assertEquals(model.answered.get(), report.answered(), "what ran was finished and kept");
    assertTrue(report.answered() < 5000, report.toString());
    // A signal that was raised before stops the next run at once.
    assertEquals(0, job.withResume(true).run().tokens().generated());
    JobReport rest = job.withStop(new StopSignal()).withResume(true).run();
    assertEquals(5000, rest.answered());
    assertEquals(report.answered(), rest.resumed());
  }

  @Test
  void valuesThatMakeNoSenseAreRefused() {
    JobOptions options = JobOptions.defaults();
    refused("created: is -1, expected seconds, 0 to 253402300799", () -> options.withCreated(-1));
    refused("limit: is 0, expected at least 1", () -> options.withLimit(0));
    refused("max-errors: is -2, expected at least 1", () -> options.withMaxErrors(-2));
    refused("shard: is 0/1, expected 1/1, 1/2", () -> new Shard(0, 1));
    refused("shard: is 3/2, expected 1/1, 1/2", () -> new Shard(3, 2));
    refused("request-timeout: is 0", () -> options.withRequestTimeout(Duration.ZERO));
    refused("force interval: is", () -> options.withForceInterval(Duration.ofSeconds(-1)));
    refused("params: found an array", () -> JobInput.of(folder).withBody("[]"));
  }

  private static void refused(String message, Executable action) {
    String actual = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }
}
