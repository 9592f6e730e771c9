package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.batch.JobProgress;
import io.millrace.batch.Outcomes;
import io.millrace.batch.TokenCounts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private final StringWriter shown = new StringWriter();

  private static JobProgress at(int seconds) {
    return new JobProgress(
        new Outcomes(10L * seconds, seconds, 0, 0),
        0,
        new TokenCounts(5, 0, 20L * seconds),
        0,
        250,
        0,
        1000,
        Duration.ofSeconds(seconds));
  }

  @Test
  void plainLinesComeEveryFiveSeconds() {
    try (ProgressDisplay display =
        ProgressDisplay.of(ProgressDisplay.Style.PLAIN, "batch", new PrintWriter(shown, true))) {
      for (int seconds = 1; seconds <= 11; seconds++) {
        display.accept(at(seconds));
      }
    }
    assertEquals(
        "batch: 25%, 50 answered, 5 failed, 11.0 requests/s, 20.0 tokens/s, about 15 s left\n"
            + "batch: 25%, 100 answered, 10 failed, 11.0 requests/s, 20.0 tokens/s,"
            + " about 30 s left\n",
        shown.toString());
  }

  @Test
  void textsAreCountedWhereTokensAreOnlyRead() {
    JobProgress progress =
        new JobProgress(
            new Outcomes(10, 0, 0, 0),
            0,
            new TokenCounts(500, 0, 0),
            25,
            500,
            0,
            1000,
            Duration.ofSeconds(5));
    try (ProgressDisplay display =
        ProgressDisplay.of(ProgressDisplay.Style.PLAIN, "batch", new PrintWriter(shown, true))) {
      display.accept(progress);
    }
    assertEquals(
        "batch: 50%, 10 answered, 0 failed, 2.0 requests/s, 5.0 texts/s, 100.0 tokens/s,"
            + " about 5 s left\n",
        shown.toString());
  }

  @Test
  void noneShowsNothing() {
    try (ProgressDisplay display =
        ProgressDisplay.of(ProgressDisplay.Style.NONE, "batch", new PrintWriter(shown, true))) {
      display.accept(at(100));
    }
    assertEquals("", shown.toString());
  }
}
