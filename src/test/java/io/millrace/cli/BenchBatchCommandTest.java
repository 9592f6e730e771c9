package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** {@code bench batch} as a shell sees it. */
class BenchBatchCommandTest {

  private static final String MODEL = TinyModels.path("gemma3").toString();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... options) {
    String[] words = new String[options.length + 5];
    System.arraycopy(new String[] {"bench", "batch", MODEL, "--threads", "1"}, 0, words, 0, 5);
    System.arraycopy(options, 0, words, 5, options.length);
    return Main.run(out, err, words);
  }

  @Test
  void printsOneLineOfJsonForEachKindOfWork() {
    assertEquals(0, run("--json", "--quick", "--only", "sequences"), err.toString());
    assertEquals(1, out.toString().lines().count());
    JsonField figure = JsonValue.parse(out.toString()).at("");
    assertEquals("sequences", figure.require("work").asString());
    assertEquals(32, figure.require("sequences").asInt(32, 32));
    assertTrue(figure.require("percent").require("forward").asDouble(0, 100) > 0);
  }

  @Test
  void printsATableForPeople() {
    assertEquals(0, run("--quick", "--only", "sequences"), err.toString());
    String text = out.toString();
    assertTrue(text.startsWith("peaks: int8 "), text);
    assertTrue(text.contains("32 sequences: prompts of 128, 32 generated"), text);
    assertTrue(text.contains("outside of forward and head"), text);
  }

  @Test
  void refusesWhatItCannotMeasureInOneLine() {
    assertEquals(2, run("--only", "fly"));
    assertTrue(err.toString().contains("no work is called fly"), err.toString());
    assertEquals(2, run("--repetitions", "0"));
    assertTrue(err.toString().contains("0 repetitions of"), err.toString());
    assertEquals(2, err.toString().lines().count(), err.toString());
    assertEquals("", out.toString());
  }
}
