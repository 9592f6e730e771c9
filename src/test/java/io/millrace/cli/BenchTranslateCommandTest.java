package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench translate} as a shell sees it. */
class BenchTranslateCommandTest {

  private static final String MODEL = "src/test/resources/io/millrace/golden/seq2seq/marian";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String sources, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("sources.txt"), sources);
    String[] words = new String[options.length + 7];
    String[] first = {"bench", "translate", MODEL, "--threads", "1", "--sources", file.toString()};
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(options, 0, words, first.length, options.length);
    return Main.run(out, err, words);
  }

  @Test
  void everySentenceGetsTheSameNumberOfTokens() throws IOException {
    Path targets = folder.resolve("targets.txt");
    int code =
        run(
            "5 9 60 0\n7 0\n80 81 82 83 84 0\n",
            "--json",
            "--quick",
            "--beams",
            "3",
            "--new-tokens",
            "11",
            "--targets",
            targets.toString());
    assertEquals(0, code, err.toString());
    JsonField figure = JsonValue.parse(out.toString()).at("");
    assertEquals(3, figure.require("sentences").asInt(0, 99));
    double sentences = figure.require("sentencesPerSecond").asDouble(0, 1e9);
    double tokens = figure.require("tokensPerSecond").asDouble(0, 1e9);
    assertEquals(11, tokens / sentences, 0.1);
    List<String> lines = Files.readAllLines(targets);
    assertEquals(3, lines.size());
    lines.forEach(line -> assertEquals(11, line.split(" ").length, line));
  }

  @Test
  void printsATableForPeople() throws IOException {
    assertEquals(0, run("5 9 60 0\n", "--quick", "--new-tokens", "4"), err.toString());
    assertTrue(out.toString().contains("1 sentences, 4 beams, 4 new tokens"), out.toString());
  }

  @Test
  void refusesLinesThatAreNoIds() throws IOException {
    assertEquals(2, run("5 9\nthe river\n"));
    assertTrue(err.toString().contains("line 2 is no list of token ids"), err.toString());
    assertEquals(2, run(""));
    assertTrue(err.toString().contains("is empty, expected token ids a line"), err.toString());
  }
}
