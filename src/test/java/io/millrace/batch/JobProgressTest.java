package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobProgressTest {

  private static JobProgress at(long doneBytes, long skippedBytes) {
    return new JobProgress(
        new Outcomes(90, 10, 0, 0),
        40,
        TokenCounts.NONE,
        0,
        doneBytes,
        skippedBytes,
        1000,
        Duration.ofSeconds(30));
  }

  @Test
  void whatEarlierRunsHaveDoneTakesNoTime() {
    assertEquals(2, at(400, 0).requestsPerSecond());
    assertEquals(Duration.ofSeconds(45), at(400, 0).remaining());
    assertEquals(Duration.ofMinutes(3), at(400, 300).remaining());
    assertEquals(Duration.ZERO, at(400, 400).remaining());
    assertEquals(Duration.ZERO, at(1000, 0).remaining());
  }
}
