package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchJobTest {

  @TempDir private Path folder;

  private final FakeModel model = new FakeModel();

  private static String line(String id, String prompt) {
    return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/completions\",\"body\":{\"model\":\"m\",\"prompt\":\"%s\"}}"
        .formatted(id, prompt);
  }

  private BatchJob job(String... lines) throws IOException {
    Path input = folder.resolve("in.jsonl");
    Files.writeString(input, String.join("\n", lines) + "\n");
    return BatchJob.of(model, input, folder.resolve("out.jsonl")).withCreated(1700000000);
  }

  private static List<JsonField> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(l -> JsonValue.parse(l).at("")).toList();
  }

  @Test
  void writesAnAnswerInOpenAisShape() throws IOException {
    BatchJob job = job(line("one", "hello"));
    JobReport report = job.run();
    String hash = StableHash.of("one").text();
    assertEquals(
        "{\"id\":\"batch_req_#\",\"custom_id\":\"one\",\"response\":{\"status_code\":200,"
                .replace("#", hash)
            + "\"request_id\":\"req_#\",\"body\":{\"id\":\"cmpl-#\",".replace("#", hash)
            + "\"object\":\"text_completion\",\"created\":1700000000,\"model\":\"fake\","
            + "\"choices\":[{\"index\":0,\"text\":\"HELLO\",\"logprobs\":null,"
            + "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":3,"
            + "\"completion_tokens\":2,\"total_tokens\":5},\"system_fingerprint\":\"fp_0123\"}},"
            + "\"error\":null}\n",
        Files.readString(job.output()));
    assertFalse(Files.exists(job.errors()));
    assertEquals(1, report.answered());
    assertEquals(List.of("m"), report.modelsNamed());
    assertEquals(
        "fp_0123",
        JsonValue.parse(report.toJson()).at("").require("system_fingerprint").asString());
  }

  @Test
  void keepsTheOrderOfManyAndStaysBounded() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      lines.add(line("r" + i, i % 7 == 0 ? "bad" : "x".repeat(i % 11 + 1)));
    }
    BatchJob job = job(lines.toArray(String[]::new));
    List<Long> progress = new ArrayList<>();
    JobReport report = job.withProgress(p -> progress.add(p.done())).run();

    List<String> answered = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      (i % 7 == 0 ? failed : answered).add("r" + i);
    }
    assertEquals(answered, ids(job.output()));
    assertEquals(failed, ids(job.errors()));
    assertEquals(answered.size(), report.answered());
    assertEquals(failed.size(), report.failed());
    assertEquals(
        new TokenCounts(3L * answered.size(), answered.size(), 2L * answered.size()),
        report.tokens());
    List<Long> distinct = progress.stream().distinct().toList();
    assertEquals(3000, distinct.size());
    assertEquals(3000, distinct.get(2999));
    assertTrue(model.most.get() <= 64, "requests in flight: " + model.most);
  }

  private static List<String> ids(Path file) throws IOException {
    return read(file).stream().map(l -> l.require("custom_id").asString()).toList();
  }

  @Test
  void twoRunsWriteTheSameBytes() throws IOException {
    BatchJob job = job(line("a", "x"), line("b", "bad"), "nonsense", line("c", "yy"));
    job.run();
    byte[] output = Files.readAllBytes(job.output());
    byte[] errors = Files.readAllBytes(job.errors());
    job.withOverwrite(true).run();
    assertArrayEquals(output, Files.readAllBytes(job.output()));
    assertArrayEquals(errors, Files.readAllBytes(job.errors()));
  }

  @Test
  void badLinesBecomeErrorsWithTheirNumbersAndTheJobGoesOn() throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes("{\"custom_id\":\n".getBytes(UTF_8)); // line 1: malformed
    input.writeBytes("\n".getBytes(UTF_8)); // line 2: blank
    input.writeBytes(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"', '\n'}); // line 3: not UTF-8
    input.writeBytes((line("a", "x") + "\r\n").getBytes(UTF_8)); // line 4
    input.writeBytes((line("a", "y") + "\n").getBytes(UTF_8)); // line 5: the same id
    input.writeBytes("{\"custom_id\":\"u\",\"url\":\"/v1/images\",\"body\":{}}\n".getBytes(UTF_8));
    input.writeBytes("{\"url\":\"/v1/completions\",\"body\":{}}\n".getBytes(UTF_8)); // line 7
    input.writeBytes(line("b", "x").replace("\"m\"", "\"m\",\"foo\":1").getBytes(UTF_8)); // line 8
    BatchJob job = job();
    Files.write(job.input().file(), input.toByteArray());
    JobReport report = job.run();

    assertEquals(List.of("a"), ids(job.output()));
    assertEquals(6, report.failed());
    List<JsonField> errors = read(job.errors());
    expectRefusal(errors.get(0), 1, "invalid_json_line", "line 1: ");
    expectRefusal(errors.get(1), 3, "invalid_json_line", "line 3: ");
    expectRefusal(errors.get(2), 5, "duplicate_custom_id", "line 5: custom_id: found \"a\" again");
    expectRefusal(
        errors.get(3),
        6,
        "invalid_request_line",
        "line 6: url: found the string \"/v1/images\", expected one of /v1/chat/completions,");
    expectRefusal(
        errors.get(4), 7, "invalid_request_line", "line 7: custom_id: found nothing, expected");
    JsonField response = errors.get(5).require("response");
    assertEquals(400, response.require("status_code").asInt(0, 999));
    JsonField error = response.require("body").require("error");
    assertEquals("foo", error.require("param").asString());
    assertEquals("invalid_request_error", error.require("type").asString());
    assertTrue(error.require("message").asString().startsWith("foo: is an unknown parameter"));
  }

  private static void expectRefusal(JsonField line, int number, String code, String message) {
    assertTrue(line.find("response").isEmpty());
    JsonField error = line.require("error");
    assertEquals(number, error.require("line").asInt(1, 99));
    assertEquals(code, error.require("code").asString());
    String actual = error.require("message").asString();
    assertTrue(actual.startsWith(message), actual);
  }

  @Test
  void severalPromptsBecomeSeveralChoices() throws IOException {
    BatchJob job = job(line("s", "x").replace("\"x\"", "[\"x\",\"yy\"]"));
    job.run();
    JsonField body = read(job.output()).get(0).require("response").require("body");
    List<JsonField> choices = body.require("choices").elements();
    assertEquals(2, choices.size());
    assertEquals("YY", choices.get(1).require("text").asString());
    assertEquals(1, choices.get(1).require("index").asInt(0, 9));
    assertEquals(10, body.require("usage").require("total_tokens").asInt(0, 99));
  }

  @Test
  void refusesFilesThatAreInTheWay() throws IOException {
    BatchJob job = job(line("a", "x"));
    refused(
        "output: " + job.input().file() + " is also the input, expected another file",
        BatchJob.of(model, job.input().file(), job.input().file()));
    refused(
        "errors: " + job.output() + " is also the output, expected another file",
        job.withErrors(job.output()));
    Files.writeString(job.output(), "precious\n");
    refused(
        "output: " + job.output() + " exists; name another file, or replace it with --overwrite",
        job);
    assertEquals("precious\n", Files.readString(job.output()));
    refused(
        "input: " + folder.resolve("none") + " is no file that can be read",
        BatchJob.of(model, folder.resolve("none"), folder.resolve("other")));
    refused(
        "journal: " + folder.resolve("out.jsonl") + " is also the output, expected another file",
        job.withJournal(job.output()));
    refused(
        "output: " + folder + " is a folder, expected a file",
        BatchJob.of(model, job.input().file(), folder).withErrors(folder.resolve("e")));
    job.withOverwrite(true).run();
    assertEquals(List.of("a"), ids(job.output()));
  }

  @Test
  void choicesAreNumberedOverPromptsAndContinuations() throws IOException {
    BatchJob job = job(line("s", "x").replace("\"x\"", "[\"x\",\"yy\"],\"n\":2"));
    job.run();
    JsonField body = read(job.output()).get(0).require("response").require("body");
    List<JsonField> choices = body.require("choices").elements();
    List<String> texts = choices.stream().map(c -> c.require("text").asString()).toList();
    assertEquals(List.of("X", "X#1", "YY", "YY#1"), texts);
    assertEquals(3, choices.get(3).require("index").asInt(0, 9));
    JsonField usage = body.require("usage");
    assertEquals(6, usage.require("prompt_tokens").asInt(0, 99));
    assertEquals(8, usage.require("completion_tokens").asInt(0, 99));
  }

  @Test
  void chatAnswersSeveralChoices() throws IOException {
    BatchJob job =
        job(
            "{\"custom_id\":\"c\",\"url\":\"/v1/chat/completions\",\"body\":{\"n\":2,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}}");
    job.run();
    JsonField body = read(job.output()).get(0).require("response").require("body");
    List<JsonField> choices = body.require("choices").elements();
    assertEquals(2, choices.size());
    assertEquals(1, choices.get(1).require("index").asInt(0, 9));
    assertEquals("HI#1", choices.get(1).require("message").require("content").asString());
  }

  private static void refused(String message, BatchJob job) {
    assertEquals(message, assertThrows(JobRefusedException.class, job::run).getMessage());
  }

  @Test
  void aFaultInTheListenerStopsTheJobAndIsReported() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lines.add(line("r" + i, "x"));
    }
    BatchJob job =
        job(lines.toArray(String[]::new))
            .withProgress(
                p -> {
                  if (p.done() >= 5) {
                    throw new IllegalStateException("no more");
                  }
                });
    IOException stopped = assertThrows(IOException.class, job::run);
    assertTrue(stopped.getMessage().contains("stopped early"), stopped.getMessage());
    assertTrue(stopped.getMessage().contains("no more"), stopped.getMessage());
    job.withProgress(p -> {}).withResume(true).run();
    assertEquals(200, ids(job.output()).size());
  }
}
