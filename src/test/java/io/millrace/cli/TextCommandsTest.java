package io.millrace.cli;

import static io.millrace.cli.Outcome.pipe;
import static io.millrace.cli.Outcome.refused;
import static io.millrace.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code classify} and {@code rerank} as a shell sees them, and what is refused of all. */
class TextCommandsTest extends TextCommands {

  @Test
  void csvColumnsAreRead() throws IOException {
    Path table = file("in.csv", "id,words\n1,\"the,\nfox\"\n2\n3,jumps\n");
    Outcome outcome =
        run("classify", "--model", CLASSIFIER, "--json", "--input", table, "--column", "words");
    assertEquals(3, outcome.code(), outcome.err());
    List<Integer> lines =
        outcome.json().stream().map(line -> line.require("line").asInt(1, 9)).toList();
    assertEquals(List.of(2, 5), lines);
    assertTrue(outcome.err().contains("in.csv: line 4: found 1 fields, expected 2"));
    refused(
        "input: has no column text, expected one of id, words",
        "classify",
        "--model",
        CLASSIFIER,
        "--input",
        table);
  }

  @Test
  void nothingToReadIsNothingToDo() throws IOException {
    Path empty = file("empty.txt", "\n\n");
    Path npy = folder.resolve("v.npy");
    Outcome outcome = run("embed", "--model", ENCODER, "--input", empty, "--output", npy);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(0, rows(npy, 36).size());
    assertEquals("", pipe("", "classify", "--model", CLASSIFIER).out());
    assertEquals("", pipe("", "rerank", "--model", RERANKER, "--query", "x").out());
  }

  @Test
  void classifyShowsTheBestLabelOrAll() {
    Outcome json = run("classify", "--model", CLASSIFIER, "--json", "the fox", "jumps");
    assertEquals(0, json.code(), json.err());
    JsonField first = json.json().get(0);
    List<JsonField> scores = first.require("scores").elements();
    assertEquals(3, scores.size());
    assertEquals(first.require("label").value(), scores.get(0).require("label").value());
    double sum = scores.stream().mapToDouble(s -> s.require("score").asDouble(0, 1)).sum();
    assertEquals(1, sum, 1e-5);
    String label = first.require("label").asString();
    Outcome table = run("classify", "--model", CLASSIFIER, "the fox", "jumps");
    assertEquals(2, table.out().lines().count());
    assertTrue(table.out().matches("(?s)" + label + " +0\\.\\d{4}  the fox\n.*"), table.out());
    Outcome raw = run("classify", "--model", CLASSIFIER, "--json", "--scores", "none", "the fox");
    assertFalse(raw.out().equals(json.out().lines().findFirst().get()));
  }

  @Test
  void classifyShowsThePartsThatHaveLabels() {
    Outcome json = run("classify", "--model", TAGGER, "--json", "the quick fox jumps");
    assertEquals(0, json.code(), json.err());
    JsonField line = json.json().get(0);
    List<JsonField> spans = line.require("spans").elements();
    assertFalse(spans.isEmpty());
    for (JsonField span : spans) {
      int start = span.require("start").asInt(0, 19);
      int end = span.require("end").asInt(start, 19);
      assertEquals(span.require("text").asString(), "the quick fox jumps".substring(start, end));
    }
    Outcome table = run("classify", "--model", TAGGER, "the quick fox jumps");
    assertEquals(1 + spans.size(), table.out().lines().count());
  }

  @Test
  void rerankShowsTheBestFirst() throws IOException {
    Path documents = file("docs.txt", "the fox\njumps over\na mill\nthe lazy dog\n");
    Object[] start = {"rerank", "--model", RERANKER, "--query", "quick fox", "--input", documents};
    Outcome all = run(with(start, "--json"));
    assertEquals(0, all.code(), all.err());
    List<Double> scores =
        all.json().stream().map(d -> d.require("score").asDouble(-100, 100)).toList();
    assertEquals(4, scores.size());
    assertEquals(scores.stream().sorted((a, b) -> Double.compare(b, a)).toList(), scores);
    Outcome two = run(with(start, "--json", "--top", 2));
    assertEquals(all.out().lines().limit(2).toList(), two.out().lines().toList());
    Outcome table = run(with(start, "--top", 1));
    String best = all.json().get(0).require("document").asString();
    assertTrue(table.out().strip().endsWith(best), table.out());
    Outcome cosines =
        run("rerank", "--model", ENCODER, "--query", "the fox", "--json", "a mill", "the fox");
    assertEquals(1, cosines.json().get(0).require("score").asDouble(-1, 1), 1e-6);
    assertEquals(2, cosines.json().get(0).require("line").asInt(1, 2));
  }

  @Test
  void wrongUseTakesOneLine() throws IOException {
    Path input = file("in.txt", "x\n");
    Object[] embed = {"embed", "--model", ENCODER};
    refused("Missing required option: '--model=M'", "embed", "x");
    refused("Missing required option: '--query=TEXT'", "rerank", "--model", RERANKER, "x");
    refused("texts: are given beside", with(embed, "x", "--input", input));
    refused(
        "field: needs --format jsonl, found text", with(embed, "--input", input, "--field", "t"));
    refused("column: needs --format csv", with(embed, "--format", "jsonl", "--column", "t"));
    refused("is no file that can be read", with(embed, "--input", folder.resolve("none")));
    refused("dimensions: is 37, expected 1 to 36", with(embed, "--dimensions", 37, "x"));
    refused("dimensions: is 0", with(embed, "--dimensions", 0, "x"));
    refused("expected one of document, query", with(embed, "--prompt-name", "x", "x"));
    refused("json: stands beside a .npy", with(embed, "--json", "--output", "v.npy", "x"));
    refused("the folder of no/v.npy does not", with(embed, "--output", "no/v.npy", "x"));
    Path old = file("old.npy", "precious");
    refused("exists; name another file", with(embed, "--output", old, "x"));
    assertEquals("precious", Files.readString(old));
    assertEquals(0, run(with(embed, "--output", old, "--overwrite", "x")).code());
    assertEquals(1, rows(old, 36).size());
    refused("top: is 0", "rerank", "--model", RERANKER, "--query", "q", "--top", 0, "x");
  }

  @Test
  void modelsOfAnotherKindAreRefusedInOneLine() throws IOException {
    String generator = TinyModels.path("llama-tied").toString();
    refused("is a language model, expected a text encoder", "embed", "--model", generator, "x");
    refused("is a text encoder, expected a classifier", "classify", "--model", ENCODER, "x");
    refused(
        "neither scores nor encodes texts", "rerank", "--model", CLASSIFIER, "--query", "q", "x");
    refused("expected a language model", "generate", "--model", ENCODER, "x");
    Path damaged = Files.createDirectory(folder.resolve("damaged"));
    Files.writeString(damaged.resolve("config.json"), "{\"model_type\":\"bert\"}");
    refused("damaged", "embed", "--model", damaged, "x");
    assertEquals(0, run("info", ENCODER).code());
    assertTrue(run("info", ENCODER).out().contains("text encoder"), run("info", ENCODER).out());
  }
}
