package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void quantilesAreNeverBelowAndAtMostAnEighthAbove() {
    Random random = new Random(2);
    long[] micros = new long[10_000];
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < micros.length; i++) {
      micros[i] = (long) Math.exp(random.nextDouble() * 30);
      histogram.add(Duration.ofNanos(1000 * micros[i]));
    }
    Arrays.sort(micros);
    for (double share : new double[] {0.0001, 0.1, 0.5, 0.95, 0.99, 1}) {
      long exact = micros[(int) Math.ceil(share * micros.length) - 1];
      long shown = histogram.quantile(share).toNanos() / 1000;
      assertTrue(shown >= exact && shown <= exact + exact / 8 + 1, exact + " became " + shown);
    }
  }

  @Test
  void emptyAndExtremeValuesAreTaken() {
    LatencyHistogram histogram = new LatencyHistogram();
    assertEquals(Duration.ZERO, histogram.quantile(0.5));
    histogram.add(Duration.ZERO);
    histogram.add(Duration.ofNanos(Long.MAX_VALUE));
    assertEquals(Duration.ZERO, histogram.quantile(0.5));
    assertTrue(histogram.quantile(1).toDays() > 100_000);
  }
}
