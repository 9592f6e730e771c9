package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.ModelOptions;
import io.millrace.TinyModels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All three kinds of work with a tiny model. */
class BatchBenchTest {

  private static final String MODEL = TinyModels.path("llama-untied").toString();

  private static final BatchPlan PLAN =
      new BatchPlan(
          EnumSet.allOf(BatchWork.class),
          2,
          new BatchPlan.LongTailed(20, new LengthLaw(20, 1, 4, 80), new LengthLaw(8, 1, 2, 30)),
          new BatchPlan.Shared(6, 130, 5, 3),
          new BatchPlan.Batch(4, 16, 8));

  private static List<BatchFigure> run(BatchPlan plan) throws IOException {
    List<BatchFigure> figures = new ArrayList<>();
    ModelOptions options =
        ModelOptions.defaults().withThreads(1).withMaxSequences(2).withCacheBytes(64 << 20);
    new BatchBench(MODEL, options, plan).run(figures::add);
    return figures;
  }

  @Test
  void measuresEveryKindOfWork() throws IOException {
    List<BatchFigure> figures = run(PLAN);
    assertEquals(
        List.of(BatchWork.LONG_TAILED, BatchWork.SEQUENCES, BatchWork.SHARED_PREFIX),
        figures.stream().map(BatchFigure::work).toList());

    LongTailedFigure job = (LongTailedFigure) figures.get(0);
    assertEquals(20, job.requests());
    assertTrue(job.tokens().prompt() >= 20 * 4 && job.tokens().prompt() <= 20 * 80, "" + job);
    assertTrue(job.tokens().generated() >= 20 * 2 && job.tokens().generated() <= 20 * 30, "" + job);
    assertTrue(job.rate() > 0 && job.perfect().read() > 0, "" + job);
    assertTrue(job.steps().occupancy() >= 1 && job.steps().occupancy() <= 4, "" + job);
    assertEquals(0, job.steps().preemptions());

    SequencesFigure batch = (SequencesFigure) figures.get(1);
    assertEquals(PLAN.batch(), batch.batch());
    assertEquals(4, batch.model().maxSequences());
    StepShares shares = batch.shares();
    for (double share : List.of(shares.plan(), shares.forward(), shares.sample())) {
      assertTrue(share > 0 && share < 1, "" + shares);
    }

    SharedPrefixFigure shared = (SharedPrefixFigure) figures.get(2);
    assertEquals(5 * 128, shared.cachedTokens()); // two full blocks of 64, for all but the first
    assertTrue(shared.on() > 0 && shared.off() > 0, "" + shared);
  }

  @Test
  void measuresTheWorkThatIsAskedForOnly() throws IOException {
    List<BatchFigure> figures = run(PLAN.withWorks(Set.of(BatchWork.SEQUENCES)).withRepetitions(1));
    assertEquals(1, figures.size());
    assertEquals(BatchWork.SEQUENCES, figures.get(0).work());
  }

  @Test
  void theSameLengthsAreDrawnInEveryRepetition() {
    RandomRequests requests = RandomRequests.below(100);
    List<Integer> first = lengths(requests);
    assertEquals(first, lengths(requests));
    assertTrue(Set.copyOf(first).size() > 10, first.toString());
  }

  private static List<Integer> lengths(RandomRequests requests) {
    return requests.longTailed(PLAN.longTailed()).stream()
        .map(request -> request.options().maxTokens().orElseThrow())
        .toList();
  }

  @Test
  void aContextThatIsTooShortIsRefused() {
    BatchPlan.Shared endless = new BatchPlan.Shared(1, 1 << 20, 5, 3);
    BatchPlan plan = new BatchPlan(PLAN.works(), 1, PLAN.longTailed(), endless, PLAN.batch());
    String message = assertThrows(IllegalArgumentException.class, () -> run(plan)).getMessage();
    assertTrue(message.contains("expected 1048584 at least"), message);
  }

  @Test
  void plansWithoutWorkAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PLAN.withWorks(Set.of()));
    assertThrows(IllegalArgumentException.class, () -> PLAN.withRepetitions(0));
    assertThrows(IllegalArgumentException.class, () -> BatchWork.of("nothing"));
  }
}
