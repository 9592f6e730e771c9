package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows of which nothing can be drawn fail, and the rows beside them do not. */
class SamplerFailuresTest {

  @Test
  void failsAloneIfNoTokenIsPossible() {
    for (SamplingOptions options : allWays()) {
      SamplerCase impossible =
          new SamplerCase(options, 1, new int[] {0}, new int[0], Set.of(0, 1, 2));
      assertFailsAlone(new float[] {1, 2, 3}, 1, impossible, "no token is possible");
    }
  }

  @Test
  void failsAloneIfLogitsAreNotFinite() {
    float[] row = new float[5000];
    row[4500] = 1;
    for (float factor : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (SamplingOptions options : allWays()) {
        SamplerCase any = new SamplerCase(options, 1, new int[] {0}, new int[0], Set.of());
        assertFailsAlone(row, factor, any, "logits are not finite");
      }
    }
  }

  private static List<SamplingOptions> allWays() {
    SamplingOptions plain = SamplingOptions.defaults();
    return List.of(
        SamplingOptions.greedy(),
        plain,
        plain.withTopK(2),
        plain.withTopP(0.5f),
        plain.withMinP(0.5f),
        plain.withLogprobs(1));
  }

  /** Runs a greedy row, the bad one with its logits times {@code factor}, and a greedy row. */
  private static void assertFailsAlone(float[] row, float factor, SamplerCase bad, String reason) {
    SamplerCase greedy =
        new SamplerCase(SamplingOptions.greedy(), 0, new int[] {0}, new int[0], Set.of());
    try (Logits logits = new Logits(row)) {
      Tensor hidden = logits.hidden(0, 0, 0);
      hidden.setFloat(1, factor);
      List<RowTask.Draw> tasks =
          List.of(
              new RowTask.Draw(greedy.sampling()),
              new RowTask.Draw(bad.sampling()),
              new RowTask.Draw(greedy.sampling()));
      List<RowResult> results = new Sampler(logits.head()).run(hidden, tasks);
      int best = NaiveSampler.ranked(row).get(0);
      assertEquals(best, assertInstanceOf(RowResult.Token.class, results.get(0)).token());
      RowResult.Failure failed = assertInstanceOf(RowResult.Failure.class, results.get(1));
      assertTrue(failed.reason().startsWith(reason), failed.reason());
      assertEquals(results.get(0), results.get(2));
    }
  }
}
