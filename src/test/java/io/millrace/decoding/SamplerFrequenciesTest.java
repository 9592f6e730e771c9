package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Frequencies of drawn tokens against their probabilities. */
class SamplerFrequenciesTest {

  /** Frequencies of drawn tokens against their probabilities, with tokens in several stripes. */
  @Test
  void drawsTokensAsOftenAsTheyAreLikely() {
    float[] row = new float[4200];
    Arrays.fill(row, -30);
    int[] heavy = {3, 17, 900, 4095, 4096, 4100, 4101, 4199};
    for (int i = 0; i < heavy.length; i++) {
      row[heavy[i]] = 0.35f * i;
    }
    SamplingOptions plain = SamplingOptions.defaults();
    assertFrequencies(row, plain, heavy);
    assertFrequencies(row, plain.withTemperature(0.7f), heavy);
    assertFrequencies(row, plain.withTemperature(1.6f).withTopK(5), tail(heavy, 5));
    // shares of the last four: .303 .214 .151 .106, sum .774
    assertFrequencies(row, plain.withTopP(0.75f), tail(heavy, 4));
    // exp(-0.35 * 3) = 0.3499, exp(-0.35 * 4) = 0.2466
    assertFrequencies(row, plain.withMinP(0.3f), tail(heavy, 4));
  }

  private static void assertFrequencies(float[] row, SamplingOptions options, int[] possible) {
    int draws = 2_000;
    int perRun = 250;
    Map<Integer, Integer> counts = new HashMap<>();
    try (Logits logits = new Logits(row)) {
      Sampler sampler = new Sampler(logits.head());
      for (int run = 0; run < draws / perRun; run++) {
        List<RowTask> tasks = new ArrayList<>();
        for (int i = 0; i < perRun; i++) {
          long seed = (long) run * perRun + i;
          tasks.add(
              new RowTask.Draw(
                  new SamplerCase(options, seed, new int[] {1}, new int[0], Set.of()).sampling()));
        }
        for (RowResult result : sampler.run(logits.hidden(new int[perRun]), tasks)) {
          counts.merge(((RowResult.Token) result).token(), 1, Integer::sum);
        }
      }
    }
    double all = 0;
    for (int token : possible) {
      all += Math.exp(row[token] / options.temperature());
    }
    double chiSquare = 0;
    int drawn = 0;
    for (int token : possible) {
      double expected = draws * Math.exp(row[token] / options.temperature()) / all;
      int count = counts.getOrDefault(token, 0);
      chiSquare += (count - expected) * (count - expected) / expected;
      drawn += count;
    }
    assertEquals(draws, drawn, "tokens outside the filters were drawn: " + counts.keySet());
    // at most 7 degrees of freedom: above 24.3 once in a thousand seeds, and the seeds are fixed
    assertTrue(chiSquare < 24.3, options + ": chi-square is " + chiSquare);
  }

  private static int[] tail(int[] values, int count) {
    return Arrays.copyOfRange(values, values.length - count, values.length);
  }
}
