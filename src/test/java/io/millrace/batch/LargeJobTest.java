package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job of any size takes a heap of 256 MB. */
@Timeout(600)
class LargeJobTest {

  private static final int LINES = 100_000;

  /** Just below what a line may have. */
  private static final int HUGE = (16 << 20) - 200;

  @TempDir private Path folder;

  private Path input() throws IOException {
    Path input = folder.resolve("in.jsonl");
    String huge = "y".repeat(HUGE);
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      for (int i = 0; i < LINES; i++) {
        String prompt = i % 20_000 == 7 ? huge : "x".repeat(i % 150 + 1);
        out.write(
            i % 10 == 4
                ? "{\"custom_id\":\"r" + i + "\",\"url\":"
                : "{\"custom_id\":\"r%d\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\"}}"
                    .formatted(i, prompt));
        out.write('\n');
      }
      out.write("z".repeat(2 * HUGE));
    }
    return input;
  }

  @Test
  void aHundredThousandLinesOfWhichTenThousandAreMalformed()
      throws IOException, InterruptedException {
    Path output = folder.resolve("out.jsonl");
    JobProcess job = JobProcess.start(input(), output, 0, "-Xmx256m");
    JsonField report = JsonValue.parse(job.await()).at("report");
    assertEquals(LINES - 10_000 - 5, report.require("answered").asInt(0, LINES));
    assertEquals(10_000 + 5 + 1, report.require("failed").asInt(0, LINES));
    try (Stream<String> lines = Files.lines(output)) {
      assertEquals(LINES - 10_000 - 5, lines.count());
    }
    try (Stream<String> lines = Files.lines(folder.resolve("out.errors.jsonl"))) {
      assertEquals(10_000 + 5 + 1, lines.count());
    }
  }
}
