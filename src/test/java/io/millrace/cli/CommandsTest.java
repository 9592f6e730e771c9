package io.millrace.cli;

import static io.millrace.cli.Outcome.refused;
import static io.millrace.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.format.GgufWriter;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as a shell sees them: exit code, standard output, standard error. */
class CommandsTest {

  private static final String MODEL = TinyModels.path("llama-untied").toString();

  @TempDir private Path folder;

  private Path input(String... lines) throws IOException {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines));
  }

  private static String completion(String id, String prompt) {
    return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/completions\",\"body\":{\"prompt\":\"%s\",\"max_tokens\":4}}"
        .formatted(id, prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch",
        "generate",
        "embed",
        "classify",
        "rerank",
        "translate",
        "summarize",
        "tokenize",
        "info",
        "pull",
        "bench"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Outcome outcome = run(command, "--help");
    assertEquals(0, outcome.code());
    assertTrue(outcome.out().contains("Example: millrace " + command), outcome.out());
  }

  @Test
  void wrongUseTakesOneLine() {
    refused("no command given, expected one of batch, generate");
    refused("fly", "fly");
    refused("--nonsense", "info", "--nonsense");
    refused("--output is missing", "batch", "--input", "x");
    refused("--overwrite", "batch", "--overwrite");
    refused("'many' is no amount of memory", "generate", "--cache", "many", "x");
    refused("threads: is 0, expected 1 to 1024", "generate", "--threads", "0", "x");
    refused("kernels: fast is unknown", "generate", "--model", MODEL, "--kernels", "fast", "x");
    refused("no such file", "generate", "--model", folder.resolve("no.gguf"), "x");
    refused("no-model", "pull", "no-model");
    refused("temperature: is -1", "generate", "--model", MODEL, "--temperature", "-1", "x");
    refused("prompt: is empty", "generate", "--model", MODEL, "");
    refused("no chat template", "generate", "--model", MODEL, "--chat", "hi");
    refused("no.jinja: no such file", "generate", "--chat-template", "no.jinja", "--chat", "hi");
    refused(
        "the folder of no/r.json does not exist",
        "batch",
        "--model",
        MODEL,
        "--input",
        MODEL,
        "--output",
        "o",
        "--report",
        "no/r.json");
    refused("either a text or --input", "tokenize", "--model", MODEL);
    refused("nothing to measure", "bench");
  }

  @Test
  void damagedModelsAreRefusedInOneLine() throws IOException {
    byte[] file = Files.readAllBytes(Path.of(MODEL));
    Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(file, file.length / 2));
    refused("cut.gguf", "generate", "--model", cut, "x");
    refused("cut.gguf", "info", cut);
    Path text = Files.writeString(folder.resolve("text.gguf"), "no model at all");
    refused("text.gguf", "info", text);
  }

  @Test
  void batchAnswersAFile() throws IOException {
    Path output = folder.resolve("out.jsonl");
    Path report = folder.resolve("report.json");
    Path input = input(completion("a", "hello"), completion("b", "world"));
    Outcome outcome =
        run(
            "batch",
            "--model",
            MODEL,
            "--input",
            input,
            "--output",
            output,
            "--report",
            report,
            "--created",
            5,
            "--progress",
            "none");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    assertTrue(
        outcome.err().startsWith("requests             2 answered, 0 failed"), outcome.err());
    List<String> lines = Files.readAllLines(output);
    assertEquals(2, lines.size());
    JsonField body = JsonValue.parse(lines.get(1)).at("").require("response").require("body");
    assertEquals(5, body.require("created").asInt(0, 9));
    assertEquals("llama-untied", body.require("model").asString());
    JsonField numbers = JsonValue.parse(Files.readAllBytes(report)).at("");
    assertEquals(2, numbers.require("answered").asInt(0, 9));
    refused("exists", "batch", "--model", MODEL, "--input", input, "--output", output);
    assertEquals(lines, Files.readAllLines(output));
  }

  @Test
  void batchWithBadLinesAnswersTheOthersAndEndsWithThree() throws IOException {
    Path output = folder.resolve("out.jsonl");
    Path input =
        input("{nonsense", completion("a", "hello"), completion("b", ""), completion("a", "x"));
    Outcome outcome = run("batch", "--model", MODEL, "--input", input, "--output", output);
    assertEquals(3, outcome.code(), outcome.err());
    assertEquals(1, Files.readAllLines(output).size());
    assertEquals(3, Files.readAllLines(folder.resolve("out.errors.jsonl")).size());
    assertTrue(outcome.err().contains("3 failed, see "), outcome.err());
  }

  @Test
  void aChatTemplateCanBeGiven() throws IOException {
    Path output = folder.resolve("out.jsonl");
    Path template =
        Files.writeString(
            folder.resolve("t.jinja"), "{% for m in messages %}{{ m.content }}{% endfor %}");
    Path input =
        input(
            completion("c", "x")
                .replace("/v1/completions", "/v1/chat/completions")
                .replace("\"prompt\":\"x\"", "\"messages\":[{\"role\":\"u\",\"content\":\"x\"}]"));
    Outcome outcome =
        run(
            "batch",
            "--model",
            MODEL,
            "--input",
            input,
            "--output",
            output,
            "--chat-template",
            template);
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(Files.readString(output).contains("\"role\":\"assistant\""));
    Path bad = Files.writeString(folder.resolve("bad.jinja"), "{% nonsense %}");
    refused("chat-template: ", "generate", "--model", MODEL, "--chat-template", bad, "x");
  }

  @Test
  void generatePrintsTextOrJson() {
    Outcome text = run("generate", "--model", MODEL, "--max-tokens", 6, "hello");
    assertEquals(0, text.code(), text.err());
    Outcome json = run("generate", "--model", MODEL, "--max-tokens", 6, "--json", "hello");
    JsonField answer = JsonValue.parse(json.out()).at("");
    assertEquals(text.out(), answer.require("text").asString() + System.lineSeparator());
    assertEquals(6, answer.require("completion_tokens").asInt(0, 9));
  }

  @Test
  void tokenizeShowsSeveralModelsSideBySide() throws IOException {
    String other = TinyModels.path("gpt2").toString();
    Outcome table = run("tokenize", "--model", MODEL, "--model", other, "hi");
    assertEquals(0, table.code(), table.err());
    assertTrue(
        table.out().matches("(?s)llama-untied.gguf: \\d+ tokens +gpt2.gguf: .*\"h.*"), table.out());
    Path input = input("\"hi\"", "{\"text\":\"hi\"}", "{\"text\":1}");
    Outcome json = run("tokenize", "--model", MODEL, "--json", "--input", input);
    assertEquals(3, json.code());
    assertTrue(json.err().contains("line 3: text: found the number 1"), json.err());
    List<String> lines = json.out().lines().toList();
    assertEquals(2, lines.size());
    assertEquals(lines.get(0), lines.get(1));
    JsonField first = JsonValue.parse(lines.get(0)).at("").require("models").elements().get(0);
    assertEquals("h", first.require("pieces").elements().get(0).asString());
  }

  @Test
  void infoAndTokenizeWorkOnAVocabularyAlone() throws IOException {
    Path vocabulary = folder.resolve("vocabulary.gguf");
    try (GgufFile file = GgufReader.open(Path.of(MODEL))) {
      GgufWriter writer = new GgufWriter();
      file.metadata().entries().forEach(entry -> writer.put(entry.key(), entry.value()));
      writer.write(vocabulary);
    }
    Outcome info = run("info", vocabulary);
    assertEquals(0, info.code(), info.err());
    assertTrue(info.out().contains("no tensors"), info.out());
    Outcome tokens = run("tokenize", "--model", vocabulary, "hi");
    assertEquals(0, tokens.code(), tokens.err());
    refused("vocabulary.gguf", "generate", "--model", vocabulary, "hi");
  }

  @Test
  void infoDescribesModelsAndTheMachine() {
    Outcome model = run("info", MODEL);
    assertEquals(0, model.code());
    assertTrue(model.out().contains("architecture         llama"), model.out());
    assertTrue(model.out().contains("runs here            yes"), model.out());
    Outcome machine = run("info");
    assertEquals(0, machine.code());
    assertTrue(machine.out().contains("kernels reference    runs"), machine.out());
    assertFalse(machine.out().contains("null"), machine.out());
  }
}
