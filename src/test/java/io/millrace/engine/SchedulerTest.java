package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cache.BlockPool;
import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.StepPlan.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  @Property(tries = 300)
  void keepsItsPromisesUnderAnyLoad(
      @ForAll @IntRange(min = 1, max = 12) int maxSequences,
      @ForAll @IntRange(min = 1, max = 80) int batchTokens,
      @ForAll @IntRange(min = 1, max = 20) int blocks,
      @ForAll @IntRange(min = 1, max = 40) int arrivals,
      @ForAll @LongRange(min = 0) long seed) {
    new Simulation(maxSequences, batchTokens, blocks, arrivals, new Random(seed)).run();
  }

  /** Drives a scheduler to the end of a random load and checks each of its plans. */
  private static final class Simulation {
    private final int maxSequences;
    private final int batchTokens;
    private final Random random;
    private final BlockPool pool;
    private final Scheduler scheduler;
    private final Deque<Sequence> toCome = new ArrayDeque<>();
    private final List<Sequence> arrived = new ArrayList<>();
    private final Set<Sequence> started = new HashSet<>();
    private final Set<Sequence> ended = new HashSet<>();

    Simulation(int maxSequences, int batchTokens, int blocks, int arrivals, Random random) {
      this.maxSequences = maxSequences;
      this.batchTokens = batchTokens;
      this.random = random;
      pool = new BlockPool(blocks);
      scheduler = new Scheduler(maxSequences, batchTokens, pool);
      for (int i = 0; i < arrivals; i++) {
        toCome.add(randomSequence(blocks * 64));
      }
    }

    void run() {
      int total = toCome.size();
      while (ended.size() < total) {
        while (!toCome.isEmpty() && (scheduler.isIdle() || random.nextInt(3) == 0)) {
          arrived.add(toCome.peek());
          scheduler.add(toCome.remove());
        }
        StepPlan plan = scheduler.plan();
        check(plan);
        for (Slice slice : plan.slices()) {
          scheduler.advance(slice);
          decode(slice);
        }
      }
      assertTrue(scheduler.isIdle());
      assertEquals(pool.blocks(), pool.free(), "blocks were leaked");
      assertTrue(scheduler.plan().isEmpty());
    }

    private void check(StepPlan plan) {
      assertTrue(plan.rows() > 0, "nothing runs although " + scheduler.waiting() + " wait");
      assertTrue(plan.rows() <= batchTokens, plan.rows() + " rows in a step");
      assertTrue(scheduler.running() <= maxSequences, scheduler.running() + " run together");
      Set<Integer> held = new HashSet<>();
      Set<Sequence> seen = new HashSet<>();
      for (Slice slice : plan.slices()) {
        assertTrue(seen.add(slice.sequence()), "a sequence twice in a step");
        assertEquals(slice.sequence().computed(), slice.position());
        assertTrue(slice.count() >= 1 && slice.count() <= slice.sequence().remaining());
        assertTrue(64 * slice.blocks().length >= slice.end(), "too few blocks");
        for (int block : slice.blocks()) {
          assertTrue(held.add(block), "block " + block + " belongs to two sequences");
        }
      }
      for (int block : plan.freshBlocks()) {
        assertTrue(held.contains(block), "fresh block " + block + " belongs to nobody");
      }
      checkNobodyStarves(plan, seen);
    }

    /** Who generates has a row in every step, and sequences start in the order of arrival. */
    private void checkNobodyStarves(StepPlan plan, Set<Sequence> seen) {
      for (Sequence sequence : started) {
        if (!ended.contains(sequence) && sequence.generated() > 0) {
          assertTrue(seen.contains(sequence), "a generating sequence was left out");
        }
      }
      plan.slices().forEach(slice -> started.add(slice.sequence()));
      for (int i = 0; i < arrived.size(); i++) {
        assertEquals(i < started.size(), started.contains(arrived.get(i)), "started out of order");
      }
    }

    private void decode(Slice slice) {
      Sequence sequence = slice.sequence();
      assertEquals(sequence.remaining() == 0 && sequence.request().maxTokens() > 0, slice.draws());
      if (slice.draws()) {
        sequence.append(random.nextInt(10));
      }
      boolean done =
          sequence.generated() == sequence.request().maxTokens() && sequence.computed() > 0;
      boolean stopped = sequence.generated() > 0 && random.nextInt(50) == 0;
      boolean failed = random.nextInt(200) == 0;
      if (sequence.request().maxTokens() == 0
          ? sequence.remaining() == 0
          : done || stopped || failed) {
        scheduler.remove(sequence);
        ended.add(sequence);
      }
    }

    private Sequence randomSequence(int positions) {
      int most = Math.min(positions, random.nextInt(4) == 0 ? positions : 150);
      int prompt = 1 + random.nextInt(most);
      int maxTokens = random.nextInt(2 + most - prompt);
      boolean scored = maxTokens == 0 || random.nextInt(4) == 0;
      if (prompt == 1 && maxTokens == 0) {
        maxTokens = 1; // nothing to compute: the loop ends it before
      }
      return sequence(prompt, maxTokens, scored);
    }
  }

  @Test
  void generatingSequencesComeBeforePrompts() {
    Scheduler scheduler = new Scheduler(8, 10, new BlockPool(10));
    Sequence first = sequence(3, 5, false);
    Sequence second = sequence(30, 5, false);
    scheduler.add(first);
    step(scheduler, first);
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
    Scheduler scheduler = new Scheduler(8, 16, new BlockPool(10));
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
  void admissionPromisesAllBlocksASequenceMayNeed() {
    BlockPool pool = new BlockPool(3);
    Scheduler scheduler = new Scheduler(8, 256, pool);
    Sequence large = sequence(10, 100, false); // two blocks at most, one at first
    Sequence larger = sequence(100, 20, false); // two blocks
    Sequence small = sequence(10, 10, false); // one, but later in line
    scheduler.add(large);
    scheduler.add(larger);
    scheduler.add(small);
    assertEquals(List.of(large), sequences(scheduler.plan()));
    assertEquals(2, pool.free());
    assertEquals(2, scheduler.waiting());
    scheduler.remove(large);
    assertEquals(List.of(larger, small), sequences(scheduler.plan()));
  }

  @Test
  void outputsAreTheRowsThatDecideOrScore() {
    Scheduler scheduler = new Scheduler(8, 6, new BlockPool(3));
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
    Scheduler scheduler = new Scheduler(8, 16, new BlockPool(2));
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> scheduler.add(sequence(100, 30, false)));
    assertEquals("scheduler: sequence needs 3 blocks, the cache has 2", thrown.getMessage());
  }

  private static void step(Scheduler scheduler, Sequence expected) {
    StepPlan plan = scheduler.plan();
    assertEquals(List.of(expected), sequences(plan));
    plan.slices().forEach(scheduler::advance);
    expected.append(1);
  }

  private static List<Sequence> sequences(StepPlan plan) {
    return plan.slices().stream().map(Slice::sequence).toList();
  }

  private static Sequence sequence(int prompt, int maxTokens, boolean scored) {
    TokenRequest request =
        new TokenRequest(
            "r",
            new int[prompt],
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
