package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.ModelMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineWorkTest {

  private static ModelMetrics metrics(long steps, double occupancy, long millis) {
    Duration time = Duration.ofMillis(millis);
    return new ModelMetrics(
        steps,
        0,
        0,
        0,
        0,
        0,
        0,
        steps / 10,
        0,
        0,
        0,
        occupancy,
        0.5,
        time,
        time,
        time,
        time,
        time,
        time,
        time);
  }

  @Test
  void onlyWhatWasDoneInBetweenCounts() {
    EngineWork work = EngineWork.between(metrics(100, 2, 50), metrics(300, 6, 400));
    assertEquals(200, work.steps());
    assertEquals(20, work.preemptions());
    assertEquals(8, work.occupancy(), 1e-9, "(300 * 6 - 100 * 2) / 200");
    assertEquals(Duration.ofMillis(350), work.forward());
    assertEquals(0.3, work.overhead(Duration.ofSeconds(1)), 1e-9);
    assertEquals(0, work.overhead(Duration.ofMillis(100)), "rounding never makes it negative");
    assertEquals(0, EngineWork.between(metrics(5, 1, 1), metrics(5, 1, 1)).occupancy());
  }
}
