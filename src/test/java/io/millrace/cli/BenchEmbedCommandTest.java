package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench embed} as a shell sees it. */
class BenchEmbedCommandTest {

  private static final String MODEL = "src/test/resources/io/millrace/golden/gguf/bert.gguf";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String texts, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("texts.txt"), texts);
    String[] words = new String[options.length + 7];
    String[] first = {"bench", "embed", MODEL, "--threads", "1", "--texts", file.toString()};
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(options, 0, words, first.length, options.length);
    return Main.run(out, err, words);
  }

  @Test
  void countsTextsAndTokensAndWritesVectors() throws IOException {
    Path vectors = folder.resolve("vectors.f32");
    int code = run("a\nriver\na\n", "--json", "--quick", "--vectors", vectors.toString());
    assertEquals(0, code, err.toString());
    JsonField figure = JsonValue.parse(out.toString()).at("");
    assertEquals(3, figure.require("texts").asInt(0, 99));
    int tokens = figure.require("tokens").asInt(9, 99); // each has [CLS], some and [SEP]
    double texts = figure.require("textsPerSecond").asDouble(0, 1e9);
    double rate = figure.require("tokensPerSecond").asDouble(0, 1e9);
    assertEquals(tokens / 3.0, rate / texts, 0.01);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(vectors));
    assertEquals(3 * 32 * 4, bytes.remaining());
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    double square = 0;
    for (int i = 0; i < 32; i++) {
      square += bytes.getFloat(4 * i) * bytes.getFloat(4 * i);
      assertEquals(bytes.getFloat(4 * i), bytes.getFloat(4 * (64 + i)));
    }
    assertEquals(1, square, 1e-6);
  }

  @Test
  void printsATableForPeople() throws IOException {
    assertEquals(0, run("the river\n", "--quick"), err.toString());
    assertTrue(out.toString().contains("; 1 texts of "), out.toString());
    assertTrue(out.toString().contains("texts/s"), out.toString());
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertEquals(2, run(""));
    assertTrue(err.toString().contains("is empty, expected a text a line"), err.toString());
  }
}
