package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/** What a shell sees of a command: exit code, standard output, standard error. */
record Outcome(int code, String out, String err) {

  static Outcome run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(out, err, words(arguments));
    return new Outcome(code, out.toString(), err.toString());
  }

  static String[] words(Object... arguments) {
    return Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
  }

  /** Runs a command that reads standard input. */
  static Outcome pipe(String input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }

  /** Wrong use: exit code 2, one line on standard error that holds {@code part}, nothing else. */
  static void refused(String part, Object... arguments) {
    Outcome outcome = run(arguments);
    assertEquals(2, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains(part), outcome.err());
  }

  /** The lines of standard output, each of them JSON. */
  List<JsonField> json() {
    return out.lines().map(line -> JsonValue.parse(line).at("")).toList();
  }
}
