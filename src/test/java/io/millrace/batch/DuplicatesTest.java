package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal requests are computed once, and their answers are those that each would have had. */
class DuplicatesTest {

  @TempDir private Path folder;

  private static String line(String id, String body) {
    return "{\"custom_id\":\"%s\",\"url\":\"/v1/completions\",\"body\":{%s}}".formatted(id, body);
  }

  private BatchJob job(FakeModel model, List<String> lines) throws IOException {
    Path input = Files.write(folder.resolve("in.jsonl"), lines);
    BatchJob job = BatchJob.of(model, input, folder.resolve("out.jsonl")).withCreated(1);
    return job.withOptions(job.options().withDedupe(true));
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String prompt = "\"prompt\":\"" + "x".repeat(1 + i % 3) + "\"";
      switch (i % 4) {
        case 0 -> lines.add(line("r" + i, prompt + ",\"temperature\":0"));
        case 1 -> lines.add(line("r" + i, "\"seed\":5," + prompt));
        case 2 -> lines.add(line("r" + i, "\"temperature\":0,\"user\":\"u" + i + "\"," + prompt));
        default -> lines.add(line("r" + i, "\"prompt\":\"bad\",\"temperature\":0"));
      }
    }
    return lines;
  }

  @Test
  void outputIsThatOfAJobWithoutIt() throws IOException {
    FakeModel plain = new FakeModel();
    BatchJob all = job(plain, lines());
    all.withOptions(all.options().withDedupe(false)).run();
    String output = Files.readString(all.output());
    String errors = Files.readString(all.errors());
    assertEquals(300, plain.answered.get());

    FakeModel model = new FakeModel();
    BatchJob job = job(model, lines());
    JobReport report = job.withOptions(job.options().withStart(JobStart.OVERWRITE)).run();
    assertEquals(output, Files.readString(job.output()));
    assertEquals(errors, Files.readString(job.errors()));
    assertEquals(6, model.answered.get());
    assertEquals(294, report.outcomes().deduplicated());
    assertEquals(300, report.answered());
    assertEquals(2 * 6, report.tokens().generated());
  }

  @Test
  void randomAnswersAreNotShared() throws IOException {
    FakeModel model = new FakeModel();
    BatchJob job =
        job(model, List.of(line("a", "\"prompt\":\"x\""), line("b", "\"prompt\":\"x\"")));
    assertEquals(0, job.run().outcomes().deduplicated());
    assertEquals(2, model.answered.get());
  }

  @Test
  void answersOfAnEarlierRunServeAsWell() throws IOException {
    List<String> lines = lines();
    FakeModel first = new FakeModel();
    BatchJob whole = job(first, lines);
    whole.run();
    byte[] output = Files.readAllBytes(whole.output());
    StopSignal stop = new StopSignal();
    BatchJob job = job(new FakeModel(), lines).withStop(stop);
    job.withOptions(job.options().withStart(JobStart.OVERWRITE))
        .withProgress(
            p -> {
              if (p.done() == 50) {
                stop.raise();
              }
            })
        .run();
    FakeModel rest = new FakeModel();
    BatchJob resumed = job(rest, lines);
    JobReport report = resumed.withOptions(resumed.options().withStart(JobStart.RESUME)).run();
    assertTrue(report.resumed() >= 50, report.toString());
    assertEquals(0, rest.answered.get(), "all six kinds were there");
    assertEquals(-1, Arrays.mismatch(output, Files.readAllBytes(resumed.output())));
  }

  @Test
  void beamSearchesThatDifferInAnyParameterAreNotShared() throws IOException {
    String search = "\"prompt\":\"x\",\"use_beam_search\":true,\"n\":2";
    List<String> others =
        List.of(
            "\"prompt\":\"x\",\"temperature\":0,\"n\":2",
            "\"prompt\":\"x\",\"use_beam_search\":true,\"n\":3",
            "\"prompt\":\"x\",\"num_beams\":2",
            search + ",\"best_of\":4",
            search + ",\"num_beams\":5",
            search + ",\"length_penalty\":0.5",
            search + ",\"length_penalty\":2",
            search + ",\"early_stopping\":true",
            search + ",\"early_stopping\":\"never\"",
            search + ",\"no_repeat_ngram_size\":3",
            search + ",\"bad_words_ids\":[[7]]",
            search + ",\"bad_words_ids\":[[7,8]]",
            search + ",\"max_tokens\":5",
            search + ",\"min_tokens\":2",
            search + ",\"stop\":\"a\"",
            search + ",\"logprobs\":1");
    List<String> lines = new ArrayList<>();
    for (int time = 0; time < 2; time++) {
      lines.add(line("r" + time, search)); // no seed, no temperature: a search draws nothing
      for (int i = 0; i < others.size(); i++) {
        lines.add(line("r" + time + "-" + i, others.get(i)));
      }
    }
    FakeModel model = new FakeModel();
    JobReport report = job(model, lines).run();
    assertEquals(lines.size(), report.answered(), report.toString());
    assertEquals(1 + others.size(), model.answered.get());
    assertEquals(1 + others.size(), report.outcomes().deduplicated());
  }
}
