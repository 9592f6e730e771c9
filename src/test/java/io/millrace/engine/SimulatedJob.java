package io.millrace.engine;

import io.millrace.bench.LengthLaw;
import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.AttentionSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Drives the real scheduler through a job of long-tailed lengths, as the engine's loop does, with
 * no model behind it. What it decides does not depend on the machine, so one run serves several
 * clocks.
 */
final class SimulatedJob {

  private static final int VOCABULARY = 32_000;

  /**
   * The limits of the engine and the size of the job.
   *
   * @param sequences that run together at most
   * @param batchTokens rows of a step at most
   * @param blocks of the cache
   * @param requests of the job
   */
  record Setup(int sequences, int batchTokens, int blocks, int requests) {}

  /** What is known of a sequence on its way. */
  private static final class Progress {
    private final int queuedStep;
    private int lastStep;
    private boolean started;
    private boolean ended;

    Progress(int step) {
      queuedStep = step;
      lastStep = step;
    }
  }

  private final Setup setup;
  private final CacheBlocks cache;
  private final Scheduler scheduler;
  private final List<SimulatedClock> clocks;
  private final SchedulerTime time = new SchedulerTime();
  private final Random lengths = new Random(1); // apart, so that every setup has the same job
  private final Random tokens = new Random(2);
  private final Map<Sequence, Progress> progress = new HashMap<>();
  private final Deque<Sequence> byArrival = new ArrayDeque<>();
  private int toCome;
  private int step = -1;
  private SimulationCounts counts = SimulationCounts.NONE;

  SimulatedJob(Setup setup, List<SimulatedMachine> machines) {
    this.setup = setup;
    toCome = setup.requests();
    LayerKind kind = new LayerKind(AttentionSpec.NO_WINDOW, setup.blocks());
    cache = new CacheBlocks(List.of(kind), PrefixCache.ON);
    scheduler = new Scheduler(setup.sequences(), setup.batchTokens(), cache);
    clocks = machines.stream().map(SimulatedClock::new).toList();
  }

  /**
   * Runs it to the end.
   *
   * @throws AssertionError if the scheduler breaks a promise
   */
  SimulationResult run() {
    while (toCome > 0 || !scheduler.isIdle()) {
      step++;
      clocks.forEach(SimulatedClock::beginStep);
      time.beginStep();
      takeIn();
      StepPlan plan = time.plan(scheduler);
      check(plan);
      SimulatedMachine.Work work = SimulatedMachine.Work.of(plan);
      note(plan);
      time.advance(scheduler, plan);
      time.remove(scheduler, draw(plan));
      clocks.forEach(clock -> clock.endStep(work, time.stepSeconds()));
    }
    expect(cache.pool(0).free() == setup.blocks(), "blocks were leaked");
    return new SimulationResult(
        setup,
        counts.withPreemptions(scheduler.preemptions()),
        time,
        clocks.stream().map(SimulatedClock::read).toList());
  }

  /** Sequences are made before the time counts: that is the work of those who submit. */
  private void takeIn() {
    List<Sequence> arriving = new ArrayList<>();
    while (toCome > 0 && arriving.size() < scheduler.room()) {
      toCome--;
      Sequence sequence = sequence();
      progress.put(sequence, new Progress(step));
      byArrival.add(sequence);
      arriving.add(sequence);
    }
    time.takeIn(scheduler, arriving);
  }

  private void check(StepPlan plan) {
    expect(!plan.isEmpty(), "of " + scheduler.waiting() + " that wait none runs");
    expect(plan.rows() <= setup.batchTokens(), plan.rows() + " rows in a step");
    expect(scheduler.slots() <= setup.sequences(), scheduler.slots() + " sequences in a step");
  }

  private void note(StepPlan plan) {
    long recomputed = 0;
    for (Slice slice : plan.slices()) {
      Progress known = progress.get(slice.sequence());
      known.lastStep = step;
      if (!known.started) {
        known.started = true;
        clocks.forEach(clock -> clock.started(known.queuedStep));
      }
      recomputed += slice.recomputedRows();
    }
    int held = setup.blocks() - cache.pool(0).free();
    counts = counts.withStep(plan, recomputed, held, idleStepsOfOldest());
  }

  private int idleStepsOfOldest() {
    while (progress.get(byArrival.element()).ended) {
      progress.remove(byArrival.remove());
    }
    return step - progress.get(byArrival.element()).lastStep;
  }

  /** Lets sequences draw; those that end. */
  private List<Sequence> draw(StepPlan plan) {
    List<Sequence> ended = new ArrayList<>();
    for (Slice slice : plan.slices()) {
      for (Sequence sequence : slice.drawing()) {
        sequence.append(tokens.nextInt(VOCABULARY));
        if (sequence.generated() == sequence.request().maxTokens()) {
          progress.get(sequence).ended = true;
          counts = counts.withEnded(sequence);
          ended.add(sequence);
        }
      }
    }
    return ended;
  }

  private Sequence sequence() {
    int[] prompt = tokens.ints(LengthLaw.PROMPTS.draw(lengths), 0, VOCABULARY).toArray();
    TokenRequest request =
        new TokenRequest(
            "simulated",
            prompt,
            SamplingOptions.greedy(),
            0,
            LengthLaw.ANSWERS.draw(lengths),
            0,
            Set.of(),
            PromptLogprobs.NONE,
            Optional.empty());
    return new Sequence(request, 0, new Recorder());
  }

  private void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("step %d of %s: %s".formatted(step, setup, what));
    }
  }
}
