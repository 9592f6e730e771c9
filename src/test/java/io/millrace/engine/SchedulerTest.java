package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.AttentionSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  @Test
  void generatingSequencesComeBeforePrompts() {
    Scheduler scheduler = new Scheduler(8, 10, cache(10));
    Sequence first = sequence(3, 5, false);
    Sequence second = sequence(30, 5, false);
    scheduler.add(first);
    assertEquals(List.of(first), sequences(step(scheduler)));
    scheduler.add(second);
    StepPlan plan = scheduler.plan();
    assertEquals(List.of(first, second), sequences(plan));
    assertEquals(1, plan.slices().get(0).count());
    assertEquals(9, plan.slices().get(1).count());
    assertTrue(plan.slices().get(0).draws());
    assertEquals(10, plan.rows());
  }

  @Test
  void promptsAreCutToTheBudget() {
    Scheduler scheduler = new Scheduler(8, 16, cache(10));
    Sequence sequence = sequence(40, 1, false);
    scheduler.add(sequence);
    List<Integer> counts = new ArrayList<>();
    while (sequence.remaining() > 0) {
      StepPlan plan = scheduler.plan();
      counts.add(plan.rows());
      assertEquals(counts.size() == 3, plan.slices().get(0).draws());
      plan.slices().forEach(scheduler::advance);
    }
    assertEquals(List.of(16, 16, 8), counts);
  }

  @Test
  void theLatestGivesItsBlocksUpWhenTheyRunOut() {
    Scheduler scheduler = new Scheduler(8, 256, cache(3));
    Sequence older = sequence(62, 20, false, 6);
    Sequence later = sequence(62, 20, false, 7);
    scheduler.add(older);
    scheduler.add(later);
    for (int step = 0; step < 3; step++) {
      assertEquals(List.of(older, later), sequences(step(scheduler)));
    }
    assertEquals(List.of(older), sequences(step(scheduler))); // takes the third block
    assertEquals(1, scheduler.preemptions());
    assertEquals(1, scheduler.waiting());
    assertEquals(3, later.generated());
    scheduler.remove(older);
    Slice again = scheduler.plan().slices().get(0);
    assertEquals(64, again.position()); // its full block was not needed, and is found again
    assertEquals(0, again.promptRows());
    assertEquals(0, again.recomputedRows());
    assertTrue(again.draws());
  }

  @Test
  void promptsThatBeginAlikeAreComputedOnce() {
    Scheduler scheduler = new Scheduler(8, 100, cache(20));
    Sequence first = sequence(200, 5, false);
    Sequence second = sequence(200, 5, false);
    scheduler.add(first);
    scheduler.add(second);
    assertEquals(List.of(first), sequences(step(scheduler))); // the second one waits for it
    StepPlan plan = step(scheduler);
    assertEquals(List.of(first), sequences(plan));
    plan = step(scheduler);
    assertEquals(List.of(first, second), sequences(plan));
    assertEquals(192, plan.slices().get(1).position());
    assertEquals(8, plan.slices().get(1).count());
    assertEquals(192, second.cachedTokens());
  }

  @Test
  void ofAPromptThatIsCachedWholeTheLastTokenIsRunOnACopy() {
    CacheBlocks cache = cache(20);
    Scheduler scheduler = new Scheduler(8, 200, cache);
    Sequence first = sequence(128, 50, false);
    scheduler.add(first);
    step(scheduler);
    Sequence second = sequence(128, 50, false);
    scheduler.add(second);
    StepPlan plan = step(scheduler);
    assertEquals(List.of(first, second), sequences(plan));
    assertEquals(127, plan.slices().get(1).position());
    assertEquals(1, plan.copies().size());
    assertEquals(plan.slices().get(0).blocks().get(0)[1], plan.copies().get(0).from());
    assertEquals(plan.slices().get(1).blocks().get(0)[1], plan.copies().get(0).to());
  }

  @Test
  void continuationsOfAPromptShareItsBlocksUntilTheyWrite() {
    CacheBlocks cache = cache(20);
    Scheduler scheduler = new Scheduler(8, 200, cache);
    Sequence first = sequence(100, 50, false);
    Sequence second = new Sequence(first.request(), 1, new Recorder());
    first.lead(second);
    scheduler.add(first);
    StepPlan plan = step(scheduler);
    assertEquals(List.of(first, second), plan.slices().get(0).drawing());
    assertEquals(2, plan.slices().get(0).outputs());
    assertEquals(18, cache.pool(0).free());
    plan = step(scheduler);
    assertEquals(List.of(first, second), sequences(plan));
    assertEquals(1, plan.copies().size());
    assertEquals(17, cache.pool(0).free());
  }

  @Test
  void layersWithAWindowGiveBlocksBehindItBack() {
    LayerKind all = new LayerKind(AttentionSpec.NO_WINDOW, 10);
    LayerKind window = new LayerKind(100, 5);
    CacheBlocks cache = new CacheBlocks(List.of(all, window), PrefixCache.OFF);
    Scheduler scheduler = new Scheduler(8, 64, cache);
    scheduler.add(sequence(600, 5, false));
    for (int step = 1; step < 10; step++) {
      step(scheduler);
      assertEquals(10 - step, cache.pool(0).free());
      assertEquals(5 - Math.min(step, 2), cache.pool(1).free());
    }
  }

  @Test
  void outputsAreTheRowsThatDecideOrScore() {
    Scheduler scheduler = new Scheduler(8, 6, cache(3));
    Sequence scored = sequence(10, 2, true);
    scheduler.add(scored);
    Slice first = scheduler.plan().slices().get(0);
    assertEquals(6, first.scores());
    assertEquals(6, first.outputs());
    scheduler.advance(first);
    Slice second = scheduler.plan().slices().get(0);
    assertEquals(3, second.scores());
    assertEquals(4, second.outputs());
    scheduler.advance(second);
    scored.append(1);
    Slice third = scheduler.plan().slices().get(0);
    assertEquals(0, third.scores());
    assertEquals(1, third.outputs());
    assertEquals(0, third.promptRows());
  }

  @Test
  void refusesWhatTheCacheCanNeverHold() {
    Scheduler scheduler = new Scheduler(8, 16, cache(2));
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> scheduler.add(sequence(100, 30, false)));
    assertEquals("scheduler: sequence needs 3 blocks, the cache has 2", thrown.getMessage());
  }

  /** Plans a step and lets its sequences draw. */
  private static StepPlan step(Scheduler scheduler) {
    StepPlan plan = scheduler.plan();
    plan.slices().forEach(scheduler::advance);
    plan.slices().forEach(slice -> slice.drawing().forEach(sequence -> sequence.append(1)));
    return plan;
  }

  private static CacheBlocks cache(int blocks) {
    LayerKind kind = new LayerKind(AttentionSpec.NO_WINDOW, blocks);
    return new CacheBlocks(List.of(kind), PrefixCache.ON);
  }

  private static List<Sequence> sequences(StepPlan plan) {
    return plan.slices().stream().map(Slice::sequence).toList();
  }

  private static Sequence sequence(int prompt, int maxTokens, boolean scored) {
    return sequence(prompt, maxTokens, scored, 0);
  }

  private static Sequence sequence(int length, int maxTokens, boolean scored, int token) {
    int[] prompt = new int[length];
    Arrays.fill(prompt, token);
    TokenRequest request =
        new TokenRequest(
            "r",
            prompt,
            SamplingOptions.greedy(),
            0,
            maxTokens,
            0,
            Set.of(),
            scored ? PromptLogprobs.ALL : PromptLogprobs.NONE,
            Optional.empty());
    return new Sequence(request, 0, new Recorder());
  }
}
