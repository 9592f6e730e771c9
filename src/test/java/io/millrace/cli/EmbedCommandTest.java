package io.millrace.cli;

import static io.millrace.cli.Outcome.pipe;
import static io.millrace.cli.Outcome.run;
import static io.millrace.cli.Outcome.words;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TextEncoder;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code embed} as a shell sees it. */
class EmbedCommandTest extends TextCommands {

  private static float[] vector(JsonField line) {
    List<JsonField> elements = line.require("embedding").elements();
    float[] vector = new float[elements.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) elements.get(i).asDouble(-1000, 1000);
    }
    return vector;
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
}
