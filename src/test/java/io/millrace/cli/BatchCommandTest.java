package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batch job as a shell sees it. */
class BatchCommandTest {

  private static final String MODEL = TinyModels.path("llama-untied").toString();

  @TempDir private Path folder;

  private Outcome batch(Object... arguments) {
    List<Object> words = new ArrayList<>(List.of("batch", "--model", MODEL, "--threads", 1));
    words.addAll(List.of(arguments));
    return Outcome.run(words.toArray());
  }

  private void refused(String part, Object... arguments) {
    Outcome outcome = batch(arguments);
    assertEquals(2, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains(part), outcome.err());
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private static String line(String id, String prompt) {
    return "{\"custom_id\":\"%s\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\",\"max_tokens\":4,\"temperature\":0}}"
        .formatted(id, prompt);
  }

  @Test
  void wrongUseTakesOneLine() throws IOException {
    Path input = file("in.jsonl", line("a", "x"));
    Path output = folder.resolve("out");
    refused("shard: is 3/2", "--input", input, "--output", output, "--shard", "3/2");
    refused("expected I/N such as 1/4", "--input", input, "--output", output, "--shard", "1");
    refused("limit: is 0", "--input", input, "--output", output, "--limit", 0);
    refused("max-errors: is 0", "--input", input, "--output", output, "--max-errors", 0);
    refused("request-timeout", "--input", input, "--output", output, "--request-timeout", 0);
    refused("params: ", "--input", input, "--output", output, "--params", "[1]");
    refused("overwrite: ", "--input", input, "--output", output, "--overwrite", "--resume");
    refused("template: needs", "--input", input, "--output", output, "--template", "{text}");
    refused("need --input", "--resume");
    refused("need --input", "--set", "n=2");
    refused("--input is missing", "--validate-only");
    assertFalse(Files.exists(output));
  }

  @Test
  void textWithATemplateIsAnswered() throws IOException {
    Path input = file("in.txt", "wheat", "rye");
    Path output = folder.resolve("out.jsonl");
    Outcome outcome =
        batch(
            "--input",
            input,
            "--output",
            output,
            "--template",
            "Classify: {text}",
            "--endpoint",
            "completion",
            "--set",
            "max_tokens=3",
            "--set",
            "echo=true",
            "--params",
            "{\"temperature\":0}");
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = Files.readAllLines(output);
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).contains("\"text\":\"Classify: rye"), lines.get(1));
    assertTrue(lines.get(1).contains("\"completion_tokens\":3"), lines.get(1));
  }

  @Test
  void theTableAndTheReportSayWhatWasDone() throws IOException {
    Path input = file("in.jsonl", line("a", "hello mill"), line("b", "hello mill"), "bad");
    Path output = folder.resolve("out.jsonl");
    Path report = folder.resolve("r.json");
    Outcome outcome = batch("--input", input, "--output", output, "--dedupe", "--report", report);
    assertEquals(3, outcome.code());
    for (String part :
        List.of(
            "requests             2 answered, 1 failed, 1 deduplicated",
            "generated tokens     4, ",
            "latency              p50 ",
            "occupancy            ",
            "outside forward and head ",
            "peak memory          ",
            "llama-untied, fp_",
            "batch: 1 failed, see ")) {
      assertTrue(outcome.err().contains(part), part + " is not in\n" + outcome.err());
    }
    JsonField json = JsonValue.parse(Files.readAllBytes(report)).at("report");
    assertEquals("finished", json.require("end").asString());
    assertEquals(1, json.require("deduplicated").asInt(0, 9));
    assertTrue(json.require("engine").require("steps").asInt(0, 99) >= 4);
    assertTrue(json.require("latency_seconds").require("p99").asDouble(0, 100) > 0);
    assertTrue(json.require("peak_resident_bytes").asLong(1, Long.MAX_VALUE) > 1 << 20);
    Outcome again = batch("--input", input, "--output", output, "--dedupe", "--resume");
    assertEquals(3, again.code(), again.err());
    assertTrue(again.err().contains("was finished before, nothing was done"), again.err());
  }

  @Test
  void otherParametersAreNamedWhenAJobIsResumed() throws IOException {
    Path input = file("in.jsonl", line("a", "x"));
    Path output = folder.resolve("out.jsonl");
    assertEquals(0, batch("--input", input, "--output", output).code());
    refused(
        "cache-type was default and is q8_0",
        "--input",
        input,
        "--output",
        output,
        "--resume",
        "--cache-type",
        "q8_0");
    refused("exists; name another file", "--input", input, "--output", output);
    assertEquals(0, batch("--input", input, "--output", output, "--overwrite").code());
  }

  @Test
  void validationPrintsWhatIsWrong() throws IOException {
    Path input = file("in.jsonl", line("a", "x"), "bad", line("b", "x".repeat(5000)));
    Outcome outcome = batch("--input", input, "--validate-only");
    assertEquals(3, outcome.code());
    assertTrue(outcome.err().contains("line 2: "), outcome.err());
    assertTrue(outcome.err().contains("line 3: prompt: has "), outcome.err());
    assertTrue(outcome.err().contains("batch: 1 valid, 2 invalid"), outcome.err());
    assertEquals(0, batch("--input", input, "--validate-only", "--limit", 1).code());
  }

  @Test
  void tooManyErrorsStopTheJob() throws IOException {
    Path input = file("in.jsonl", "bad", line("a", "x"), "bad");
    Path output = folder.resolve("out.jsonl");
    Outcome outcome = batch("--input", input, "--output", output, "--max-errors", 3);
    assertEquals(3, outcome.code(), outcome.err());
    String[] many = new String[500];
    Arrays.fill(many, "bad");
    Path worse = file("worse.jsonl", many);
    outcome = batch("--input", worse, "--output", folder.resolve("w"), "--max-errors", 2);
    assertEquals(4, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("too many requests failed"), outcome.err());
    assertTrue(outcome.err().contains("--resume"), outcome.err());
    outcome = batch("--input", worse, "--output", folder.resolve("w"), "--resume");
    assertEquals(3, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("0 answered, 500 failed"), outcome.err());
  }
}
