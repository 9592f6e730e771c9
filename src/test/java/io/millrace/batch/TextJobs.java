package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.Classifier.Subject;
import io.millrace.Model;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Tests of jobs on models that read texts. */
class TextJobs {

  @TempDir Path folder;

  final FakeEncoder encoder = new FakeEncoder();
  final FakeReranker reranker = new FakeReranker();
  final FakeClassifier classifier = new FakeClassifier(Subject.TEXTS);

  static String line(String id, String url, String body) {
    return "{\"custom_id\":\"%s\",\"url\":\"%s\",\"body\":%s}"
        .formatted(id, url, body.replace('\'', '"'));
  }

  BatchJob job(Model model, String... lines) throws IOException {
    Path input = Files.write(folder.resolve("in.jsonl"), List.of(lines));
    return BatchJob.of(model, input, folder.resolve("out.jsonl"))
        .withOverwrite(true)
        .withCreated(7);
  }

  JsonField answer(Model model, String url, String body) throws IOException {
    BatchJob job = job(model, line("a", url, body));
    assertEquals(1, job.run().answered(), () -> errors(job));
    JsonField record = JsonValue.parse(Files.readString(job.output())).at("");
    return record.require("response").require("body");
  }

  static String errors(BatchJob job) {
    try {
      return Files.readString(job.errors());
    } catch (IOException e) {
      return e.toString();
    }
  }
}
