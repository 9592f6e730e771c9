package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StripeCandidatesTest {

  private static final int VOCABULARY = 20_000;
  private static final int PER_STRIPE = 8;

  private final Kernels kernels = new ReferenceKernels();

  /** What is known is always the beginning of the whole ranking, and grows to all of it. */
  @Test
  void knowsTheBeginningOfTheWholeRanking() {
    Random random = new Random(20260104);
    for (int round = 0; round < 6; round++) {
      float[] row = new float[VOCABULARY];
      for (int id = 0; id < row.length; id++) {
        // earlier stripes hold larger values, as vocabularies do; half of the rounds have ties
        float value = (float) random.nextGaussian() - id / 8000f;
        row[id] = round % 2 == 0 ? value : Math.round(value * 4) / 4f;
      }
      check(row);
    }
  }

  private void check(float[] row) {
    List<Integer> expected = NaiveSampler.ranked(row);
    StripeCandidates candidates = listed(row);
    assertEquals(row[expected.get(0)], candidates.best());
    int known = 0;
    int opened = 0;
    while (true) {
      TokenRanking ranking = candidates.ranking();
      int before = known;
      for (known = 0; ranking.reaches(known); known++) {
        assertEquals(expected.get(known), ranking.id(known), "rank " + known);
        assertEquals(row[ranking.id(known)], ranking.logit(known));
      }
      assertTrue(known >= Math.max(before, PER_STRIPE), "known: " + known);
      assertEquals(ranking.complete(), known == VOCABULARY);
      if (candidates.isComplete()) {
        break;
      }
      Stripe stripe = Stripe.of(candidates.narrowest(), VOCABULARY);
      candidates.open(
          stripe, Arrays.copyOfRange(row, stripe.start(), stripe.start() + stripe.width()));
      opened++;
    }
    assertEquals(5, opened);
  }

  private StripeCandidates listed(float[] row) {
    int stripes = Stripe.count(VOCABULARY);
    StripeCandidates candidates = new StripeCandidates(stripes, PER_STRIPE);
    Tensor values = tensor(DataType.F32);
    Tensor columns = tensor(DataType.I32);
    for (int number = 0; number < stripes; number++) {
      Stripe stripe = Stripe.of(number, VOCABULARY);
      float[] part = Arrays.copyOfRange(row, stripe.start(), stripe.start() + stripe.width());
      Tensor logits = Tensor.of(Allocator.direct(), part).reshape(1, part.length);
      kernels.top(logits, values, columns);
      int[] places = new int[PER_STRIPE];
      columns.ints().get(places);
      candidates.list(stripe, new StripeBest(values.toFloats(), places, 0, PER_STRIPE));
    }
    return candidates;
  }

  private static Tensor tensor(DataType type) {
    return Tensor.allocate(Allocator.direct(), type, Shape.of(1, PER_STRIPE));
  }
}
