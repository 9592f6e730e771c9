package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts from text lines and CSV. */
class PromptFilesTest {

  @TempDir private Path folder;

  private final FakeModel model = new FakeModel();

  private BatchJob job(String name, String text) throws IOException {
    Path input = Files.writeString(folder.resolve(name), text);
    return BatchJob.of(model, input, folder.resolve("out.jsonl"));
  }

  private static BatchJob with(BatchJob job, String template, PromptUse use) {
    return job.withInput(job.input().withTemplate(template).withUse(use));
  }

  private static List<String> texts(Path output, String... path) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      JsonField record = JsonValue.parse(line).at("");
      JsonField choice =
          record.require("response").require("body").require("choices").elements().get(0);
      for (String step : path) {
        choice = choice.require(step);
      }
      texts.add(record.require("custom_id").asString() + "=" + choice.asString());
    }
    return texts;
  }

  @Test
  void textLinesBecomeConversationsIfTheModelTalks() throws IOException {
    BatchJob job = job("in.txt", "one\r\n\ntwo {x}");
    assertEquals(2, job.run().answered());
    assertEquals(
        List.of("line-1=ONE", "line-3=TWO {X}"), texts(job.output(), "message", "content"));
  }

  @Test
  void csvColumnsStandInTheTemplate() throws IOException {
    String csv = "\uFEFFname,text\nMill,\"wheat,\nrye\"\nshort\n\"Mo\"\"\",x\n";
    BatchJob job = with(job("in.csv", csv), "{{{name}}}: {text}", PromptUse.COMPLETION);
    JobReport report = job.run();
    assertEquals(2, report.answered());
    assertEquals(
        List.of("line-2={MILL}: WHEAT,\nRYE", "line-5={MO\"}: X"), texts(job.output(), "text"));
    String error = Files.readString(job.errors());
    assertTrue(error.contains("line 4: found 1 fields, expected 2 as in the first line"), error);
  }

  @Test
  void bytesThatAreNoTextBecomeErrors() throws IOException {
    BatchJob job = job("in.txt", "");
    Files.write(job.input().file(), new byte[] {'a', '\n', (byte) 0xC3, '\n', 'b'});
    JobReport report = job.run();
    assertEquals(2, report.answered());
    assertTrue(Files.readString(job.errors()).contains("line 2: found bytes that are not UTF-8"));
    Files.writeString(job.input().file(), "\uFFFD\n", StandardCharsets.UTF_8);
    assertEquals(1, job.withOverwrite(true).run().answered());
  }

  @Test
  void parametersReplaceThoseOfEveryBody() throws IOException {
    BatchJob job = job("in.txt", "a\n");
    job.withInput(job.input().withBody("{\"n\":2,\"temperature\":-1}")).run();
    assertTrue(Files.readString(job.errors()).contains("temperature: found the number -1"));
    BatchJob lines =
        job(
            "in.jsonl",
            "{\"custom_id\":\"a\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"x\",\"n\":3}}");
    lines.withOverwrite(true).withInput(lines.input().withBody("{\"n\":2}")).run();
    assertEquals(2, Files.readString(lines.output()).split("\"index\"", -1).length - 1);
  }

  @Test
  void templatesThatDoNotSuitAreRefusedAndNothingIsWritten() throws IOException {
    BatchJob text = job("in.txt", "a\n");
    refused("template: names {name}, expected one of {text}", with(text, "{name}", PromptUse.CHAT));
    refused("template: a brace stands alone at character 3", with(text, "a } b", PromptUse.CHAT));
    refused("template: a brace stands alone at character 1", with(text, "{ b", PromptUse.CHAT));
    refused("input: names a column twice", job("in.csv", "a,a\n1,2\n"));
    refused("input: has no first line", job("in.csv", ""));
    refused("template: names {text}, expected one of {a}, {b}", job("in.csv", "a,b\n1,2\n"));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "only the inputs");
    }
  }

  private static void refused(String message, BatchJob job) {
    String actual = assertThrows(JobRefusedException.class, job::run).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }
}
