package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.Model;
import io.millrace.ModelOptions;
import io.millrace.json.JsonValue;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on tiny encoders, classifiers and rerankers write the same bytes however they are run. */
class TextInvarianceTest {

  private static final Path GOLDENS = Path.of("src/test/resources/io/millrace/golden");
  private static final Path MODELS = GOLDENS.resolve("encoders");
  private static final int LINES = 90;

  @TempDir private Path folder;

  /** Texts of very different lengths, some too long for the model, one line in ten wrong. */
  private static List<String> lines(String... shapes) {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String shape = i % 10 == 9 ? "/v1/nothing|{}" : shapes[i % shapes.length];
      String[] parts = shape.split("\\|", -1);
      String body = parts[1];
      while (body.contains("T")) {
        String text = "the quick fox ".repeat(random.nextInt(i % 4 == 0 ? 20 : 4)) + i;
        body = body.replaceFirst("T", JsonValue.of(text).toJson());
      }
      lines.add("{\"custom_id\":\"r%d\",\"url\":\"%s\",\"body\":%s}".formatted(i, parts[0], body));
    }
    return lines;
  }

  private static List<String> encoderLines() {
    return lines(
        "/v1/embeddings|{\"input\":T}",
        "/v1/embeddings|{\"input\":[T,T,T],\"encoding_format\":\"base64\"}",
        "/v1/score|{\"queries\":T,\"documents\":[T,T]}",
        "/v1/embeddings|{\"input\":[[5,6,7],[8]],\"dimensions\":7,\"normalize\":true}",
        "/v1/rerank|{\"query\":T,\"documents\":[T,T,T,T],\"top_n\":2}");
  }

  private static List<String> labelLines() {
    return lines("/classify|{\"input\":T}", "/classify|{\"input\":[T,T],\"use_activation\":false}");
  }

  private BatchJob job(Model opened, String name, List<String> lines) throws IOException {
    Path input = Files.write(folder.resolve("in.jsonl"), lines);
    return BatchJob.of(opened, input, folder.resolve(name + ".jsonl"))
        .withOverwrite(true)
        .withCreated(1);
  }

  private byte[] run(String model, List<String> lines, UnaryOperator<ModelOptions> change)
      throws IOException {
    ModelOptions options = change.apply(ModelOptions.defaults().withThreads(2));
    try (Model opened = Model.open(MODELS.resolve(model).toString(), options)) {
      BatchJob job = job(opened, "out", lines);
      JobReport report = job.run();
      assertEquals(LINES / 10, report.failed(), () -> read(job.errors()));
      assertTrue(report.allTokens().prompt() >= LINES, report.toString());
      assertEquals(report.allTokens().generated() == 0, report.texts() > 0, report.toString());
      return Files.readAllBytes(job.output());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void neverChanges(String model, List<String> lines) throws IOException {
    byte[] expected = run(model, lines, options -> options);
    List<UnaryOperator<ModelOptions>> changes =
        new ArrayList<>(
            List.of(
                options -> options.withBatchTokens(8),
                options -> options.withBatchTokens(37),
                options -> options.withThreads(1),
                options -> options.withKernels("java"),
                options -> options.withKernels("reference")));
    for (KernelProvider table : KernelChoice.tables()) {
      changes.add(options -> options.withKernels(table.name()));
    }
    for (int i = 0; i < changes.size(); i++) {
      byte[] actual = run(model, lines, changes.get(i));
      assertEquals(-1, Arrays.mismatch(expected, actual), model + ", change " + i);
    }
  }

  @Test
  void vectorsScoresAndRanksDoNotDependOnHowTheyAreRun() throws IOException {
    neverChanges("bert-mean", encoderLines());
  }

  @Test
  void labelsDoNotDependOnHowTheyAreRun() throws IOException {
    neverChanges("bert-labels", labelLines());
  }

  @Test
  void labelsOfTokensDoNotDependOnHowTheyAreRun() throws IOException {
    neverChanges(
        "bert-tokens",
        lines("/classify|{\"input\":T}", "/classify|{\"input\":[T,T],\"return_tokens\":true}"));
  }

  @Test
  void ranksDoNotDependOnHowTheyAreRun() throws IOException {
    neverChanges(
        "roberta-pairs",
        lines(
            "/v1/rerank|{\"query\":T,\"documents\":[T,T,T]}",
            "/v1/score|{\"text_1\":[T,T],\"text_2\":[T,T]}"));
  }

  @Test
  void translationsDoNotDependOnHowTheyAreRun() throws IOException {
    neverChanges(
        "../seq2seq/marian",
        lines(
            "/v1/completions|{\"prompt\":T,\"max_tokens\":6,\"temperature\":0}",
            "/v1/completions|{\"prompt\":[T,T],\"max_tokens\":5,\"num_beams\":3,\"n\":2}",
            "/v1/completions|{\"prompt\":T,\"max_tokens\":4,\"logprobs\":2}"));
  }

  @Test
  void whereverTheJournalIsCutTheFilesAreTheSame() throws IOException {
    String model = MODELS.resolve("bert-mean").toString();
    try (Model opened = Model.open(model, ModelOptions.defaults().withThreads(1))) {
      BatchJob job = job(opened, "cut", encoderLines());
      byte[] journal = journal(job);
      byte[] output = Files.readAllBytes(job.output());
      byte[] errors = Files.readAllBytes(job.errors());
      long seed = System.nanoTime();
      Random random = new Random(seed);
      for (int run = 0; run < 20; run++) {
        int length = 1200 + random.nextInt(journal.length - 1200);
        Files.write(job.journal(), Arrays.copyOf(journal, length));
        JobReport report = job.withResume(true).run();
        assertEquals(LINES, report.outcomes().total());
        String where = "seed " + seed + ", run " + run;
        assertEquals(-1, Arrays.mismatch(output, Files.readAllBytes(job.output())), where);
        assertEquals(-1, Arrays.mismatch(errors, Files.readAllBytes(job.errors())), where);
      }
    }
  }

  /** Runs the job; its journal as it is before the job is finished. */
  private static byte[] journal(BatchJob job) throws IOException {
    AtomicReference<byte[]> journal = new AtomicReference<>();
    job.withProgress(
            progress -> {
              if (progress.done() == LINES && journal.get() == null) {
                journal.set(bytes(job.journal()));
              }
            })
        .run();
    return journal.get();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
