package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TextEncoder;
import io.millrace.TinyModels;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code embed}, {@code classify} and {@code rerank} as a shell sees them. */
class TextCommandsTest {

  private static final Path MODELS = Path.of("src/test/resources/io/millrace/golden/encoders");
  private static final Path ENCODER = MODELS.resolve("bert-mean");
  private static final Path CLASSIFIER = MODELS.resolve("bert-labels");
  private static final Path TAGGER = MODELS.resolve("bert-tokens");
  private static final Path RERANKER = MODELS.resolve("bert-pairs");
  private static final int HEADER = 128;

  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {
    List<JsonField> json() {
      return out.lines().map(line -> JsonValue.parse(line).at("")).toList();
    }
  }

  private static Outcome run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(out, err, words(arguments));
    return new Outcome(code, out.toString(), err.toString());
  }

  private static String[] words(Object... arguments) {
    return Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
  }

  private static Outcome pipe(String input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static void refused(String part, Object... arguments) {
    Outcome outcome = run(arguments);
    assertEquals(2, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains(part), outcome.err());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static float[] vector(JsonField line) {
    List<JsonField> elements = line.require("embedding").elements();
    float[] vector = new float[elements.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) elements.get(i).asDouble(-1000, 1000);
    }
    return vector;
  }

  /** The rows of a NumPy file of F32. */
  private static List<float[]> rows(Path file, int columns) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String header = new String(bytes.array(), 0, HEADER, UTF_8);
    bytes.position(HEADER);
    List<float[]> rows = new ArrayList<>();
    while (bytes.hasRemaining()) {
      float[] row = new float[columns];
      for (int i = 0; i < columns; i++) {
        row[i] = bytes.getFloat();
      }
      rows.add(row);
    }
    assertTrue(header.contains("(" + rows.size() + ", " + columns + ")"), header);
    return rows;
  }

  @Test
  void everyWayInAndOutGivesTheVectorsOfTheLibrary() throws IOException {
    List<String> texts = List.of("the quick fox", "a mill, a miller", "jumps over");
    Path lines = file("in.txt", String.join("\n\n", texts) + "\n");
    Path json = folder.resolve("vectors.jsonl");
    Path npy = folder.resolve("vectors.npy");
    Object[] start = {"embed", "--model", ENCODER};
    Outcome given = run(with(start, "--json", texts.get(0), texts.get(1), texts.get(2)));
    Outcome read = run(with(start, "--json", "--input", lines));
    Outcome piped = pipe(Files.readString(lines), with(start, "--json"));
    assertEquals(0, run(with(start, "--input", lines, "--output", json)).code());
    assertEquals(0, run(with(start, "--input", lines, "--output", npy)).code());
    try (TextEncoder encoder = TextEncoder.open(ENCODER.toString())) {
      List<float[]> rows = rows(npy, encoder.dimensions());
      for (int i = 0; i < texts.size(); i++) {
        float[] expected = encoder.encode(texts.get(i));
        assertArrayEquals(expected, vector(given.json().get(i)));
        assertEquals(i + 1, given.json().get(i).require("line").asInt(1, 9));
        assertEquals(2 * i + 1, read.json().get(i).require("line").asInt(1, 9));
        assertArrayEquals(expected, rows.get(i));
      }
    }
    assertEquals(read.out(), piped.out());
    assertEquals(read.out(), Files.readString(json));
    assertTrue(read.err().startsWith("embed: 3 texts, 0 failed, "), read.err());
    Outcome table = run(with(start, "the quick\nfox"));
    assertTrue(table.out().matches("(?s) +1  \\[.*, … \\d+ in all]  the quick fox\n"), table.out());
  }

  private static Object[] with(Object[] start, Object... more) {
    List<Object> all = new ArrayList<>(List.of(start));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void optionsChangeVectorsAsTheLibrarysDo() {
    Object[] start = {"embed", "--model", ENCODER, "--json"};
    float[] plain = vector(run(with(start, "the fox")).json().get(0));
    float[] prompted = vector(run(with(start, "--prompt-name", "query", "the fox")).json().get(0));
    assertFalse(Arrays.equals(plain, prompted));
    float[] asked = vector(run(with(start, "a question: the fox")).json().get(0));
    assertArrayEquals(asked, prompted);
    float[] short5 = vector(run(with(start, "--dimensions", 5, "the fox")).json().get(0));
    assertEquals(5, short5.length);
    float[] unit = vector(run(with(start, "--normalize", "on", "the fox")).json().get(0));
    double squares = 0;
    for (float element : unit) {
      squares += element * element;
    }
    assertEquals(1, squares, 1e-5);
    Outcome cut = run(with(start, "--max-length", 3, "the fox jumps"));
    assertEquals(3, cut.json().get(0).require("tokens").asInt(1, 99));
  }

  @Test
  void badLinesFailAloneAndRowsKeepTheirPlaces() throws IOException {
    Path lines = file("in.jsonl", "{\"text\":\"a\"}\n{\"text\":1}\n\"b\"\n{nonsense\n");
    Path npy = folder.resolve("v.npy");
    Outcome outcome = run("embed", "--model", ENCODER, "--input", lines, "--output", npy);
    assertEquals(3, outcome.code(), outcome.err());
    assertTrue(
        outcome.err().contains(lines + ": line 2: text: found the number 1, expected a string"));
    assertTrue(outcome.err().contains(lines + ": line 4: line 1, column"), outcome.err());
    List<float[]> rows = rows(npy, 36);
    assertEquals(4, rows.size());
    assertTrue(Float.isNaN(rows.get(1)[0]) && Float.isNaN(rows.get(3)[35]));
    assertFalse(Float.isNaN(rows.get(0)[0]) || Float.isNaN(rows.get(2)[0]));
    Outcome named =
        pipe("{\"t\":\"a\"}\n[1]\n", "embed", "--model", ENCODER, "--json", "--field", "t");
    assertEquals(3, named.code());
    assertEquals(1, named.json().size());
    assertTrue(named.err().contains("standard input: line 2: found an array"), named.err());
  }

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
  void theOrderOfManyTextsIsKept() throws IOException {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      lines.append(i % 97 == 0 ? "[" : "\"" + "fox ".repeat(random.nextInt(9)) + i + '"');
      lines.append('\n');
    }
    Path input = file("in.jsonl", lines.toString());
    Outcome outcome = run("embed", "--model", ENCODER, "--json", "--input", input);
    assertEquals(3, outcome.code());
    List<Integer> numbers =
        outcome.json().stream().map(line -> line.require("line").asInt(1, 2000)).toList();
    assertEquals(2000 - 21, numbers.size());
    assertEquals(numbers.stream().sorted().toList(), numbers);
  }

  @Test
  void aReaderThatHasHadEnoughEndsTheCommand() {
    StringWriter err = new StringWriter();
    Writer closed =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    String[] words = words("embed", "--model", ENCODER, "--json", "a", "b");
    assertEquals(4, Main.run(closed, err, words));
    assertEquals("", err.toString());
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
