package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.Model;
import io.millrace.ModelOptions;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of texts that may take so long only. */
class TextTimeoutsTest {

  private static final Path MODELS = Path.of("src/test/resources/io/millrace/golden/encoders");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bert-mean   | /v1/embeddings | {'input':MANY}             | {'input':'a fox'}",
        "bert-mean   | /v1/score      | {'text_1':'a','text_2':MANY} | {'text_1':'a','text_2':'b'}",
        "bert-pairs  | /v1/rerank     | {'query':'a','documents':MANY} |"
            + " {'query':'a','documents':['b']}",
        "bert-labels | /classify      | {'input':MANY}             | {'input':'a fox'}",
      })
  void aLineThatTakesTooLongFailsAlone(String model, String url, String slow, String quick)
      throws IOException {
    String many = JsonValue.of("the lazy dog ".repeat(9)).toJson();
    String texts = "[" + String.join(",", Collections.nCopies(2000, many)) + "]";
    String line = "{\"custom_id\":\"%s\",\"url\":\"%s\",\"body\":%s}";
    String slowLine = line.formatted("slow", url, slow.replace('\'', '"').replace("MANY", texts));
    Path input = Files.write(folder.resolve("in.jsonl"), List.of(slowLine));
    try (Model opened = Model.open(MODELS.resolve(model).toString(), ModelOptions.defaults())) {
      BatchJob job = BatchJob.of(opened, input, folder.resolve("out.jsonl"));
      JobReport report =
          job.withOptions(JobOptions.defaults().withRequestTimeout(Duration.ofMillis(1))).run();
      assertEquals(1, report.failed());
      JsonField record = JsonValue.parse(Files.readString(job.errors())).at("");
      JsonField error = record.require("response").require("body").require("error");
      assertEquals("request_timeout", error.require("code").asString());
      assertEquals(
          "text: ran longer than its time-out; allow more time",
          error.require("message").asString());
      Files.writeString(input, line.formatted("quick", url, quick.replace('\'', '"')));
      JobOptions patient =
          JobOptions.defaults()
              .withStart(JobStart.OVERWRITE)
              .withRequestTimeout(Duration.ofMinutes(10));
      assertEquals(1, job.withOptions(patient).run().answered());
    }
  }

  @Test
  void theTextsOfALineShareItsTime() throws InterruptedException {
    List<Optional<Duration>> given = new ArrayList<>();
    TextWork.Part<String> part =
        timeout -> {
          given.add(timeout);
          return CompletableFuture.completedFuture("");
        };
    TextWork<String> work =
        new TextWork<>(List.of(part, part, part), 3, String::length, (head, all, usage) -> usage);
    work.parts().forEach(text -> text.get().join());
    assertEquals(Collections.nCopies(3, Optional.<Duration>empty()), given);
    given.clear();
    Duration whole = Duration.ofMillis(50);
    var parts = work.withTimeout(whole).parts();
    Thread.sleep(60); // nothing has started
    parts.get(0).get().join();
    Thread.sleep(2);
    parts.get(1).get().join();
    Thread.sleep(60);
    parts.get(2).get().join();
    assertEquals(whole, given.get(0).orElseThrow());
    assertTrue(given.get(1).orElseThrow().compareTo(Duration.ofMillis(48)) <= 0, () -> "" + given);
    assertEquals(Duration.ofNanos(1), given.get(2).orElseThrow());
  }
}
