package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {

  @TempDir private Path folder;

  private final FakeModel model = new FakeModel();

  private static String line(String id, String body) {
    return "{\"custom_id\":\"%s\",\"url\":\"/v1/completions\",\"body\":%s}".formatted(id, body);
  }

  @Test
  void saysWhichLinesAreWrongAndAnswersNone() throws IOException {
    List<String> lines =
        List.of(
            line("a", "{\"prompt\":\"fine\"}"),
            "nonsense",
            line("b", "{\"prompt\":\"x\",\"temperature\":-1}"),
            line("c", "{\"prompt\":\"x\",\"max_tokens\":100}"),
            line("d", "{\"prompt\":\"" + "x".repeat(84) + "\"}"),
            line("e", "{\"prompt\":\"" + "x".repeat(85) + "\"}"),
            line("a", "{\"prompt\":\"x\"}"));
    Path input = Files.write(folder.resolve("in.jsonl"), lines);
    ValidationReport report = BatchJob.of(model, input, folder.resolve("out")).validate();
    assertEquals(2, report.valid());
    assertEquals(5, report.invalid());
    List<String> expected =
        List.of(
            "line 2: line 1, column 9: ",
            "line 3: temperature: found the number -1",
            "line 4: prompt: has 1 tokens, and 100 are to be written, expected at most 100",
            "line 6: prompt: has 85 tokens, and 16 are to be written",
            "line 7: custom_id: found \"a\" again");
    for (int i = 0; i < expected.size(); i++) {
      String problem = report.problems().get(i);
      assertTrue(problem.startsWith(expected.get(i)), problem);
    }
    assertEquals(0, model.answered.get());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing was written");
    }
  }

  @Test
  void manyProblemsAreCounted() throws IOException {
    Path input = Files.writeString(folder.resolve("in.jsonl"), "bad\n".repeat(100));
    ValidationReport report = BatchJob.of(model, input, folder.resolve("out")).validate();
    assertEquals(100, report.invalid());
    assertEquals(20, report.problems().size());
  }

  @Test
  void sourcesHaveALengthOfTheirOwn() throws IOException {
    List<String> lines =
        List.of(
            line("a", "{\"prompt\":\"the water\",\"max_tokens\":100000}"),
            line("b", "{\"prompt\":\"" + "water ".repeat(2000) + "\"}"));
    Path input = Files.write(folder.resolve("in.jsonl"), lines);
    String marian = "src/test/resources/io/millrace/golden/seq2seq/marian";
    try (LanguageModel opened = LanguageModel.open(marian)) {
      ValidationReport report = BatchJob.of(opened, input, folder.resolve("out")).validate();
      assertEquals(1, report.valid());
      int most = opened.info().sourceLength().getAsInt();
      String expected = "expected at most " + most + " in a source";
      assertTrue(report.problems().get(0).endsWith(expected), report.problems().get(0));
    }
  }
}
