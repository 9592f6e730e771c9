package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.store.ModelStore;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a newcomer sees first. */
class ExamplesTest {

  private static final List<String> ANSWERS =
      List.of(
          "sentiment-1 negative",
          "sentiment-2 positive",
          "topic-1 economy",
          "topic-2 science",
          "city-1 Madrid",
          "city-2 Vienna",
          "date-1 15 October",
          "capital-1 Berlin",
          "capital-2 Cairo",
          "french-1 eau.",
          "plural-1 teeth",
          "sequence-1 seven");

  private static boolean isThere() {
    try {
      return ModelStore.open().resolve(DefaultModel.NAME).toFile().isFile();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theDefaultModelAnswersTheShippedRequestsWithSense() {
    boolean there = isThere();
    if (!there) {
      System.out.println("SKIPPED: the default model is not there; scripts/fetch-model gets it");
    }
    assumeTrue(there, "the default model is not there");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(out, err, "batch");
    assertEquals(0, code, err.toString());
    List<String> lines =
        out.toString()
            .lines()
            .filter(line -> line.contains(" >>> "))
            .map(line -> line.split(" ", 2)[0] + " " + line.split(" >>> ", 2)[1].strip())
            .toList();
    assertEquals(ANSWERS, lines);
    assertTrue(out.toString().contains("batch: 12 answered, 0 failed"), out.toString());
  }
}
