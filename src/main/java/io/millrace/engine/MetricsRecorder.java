package io.millrace.engine;

import io.millrace.engine.StepPlan.Slice;
import java.util.EnumMap;
import java.util.Map;

/** Counts what an engine does; written by its loop, read by anyone. */
final class MetricsRecorder {

  private long steps;
  private long promptTokens;
  private long cachedTokens;
  private long recomputedTokens;
  private long generatedTokens;
  private long finished;
  private long failed;
  private long preemptions;
  private int running;
  private int waiting;
  private int peakRunning;
  private long sequenceSteps;
  private double cacheUse;
  private double peakCacheUse;
  private long started;
  private long queueNanos;
  private long firstTokens;
  private long firstTokenNanos;
  private final Map<Part, Long> nanos = new EnumMap<>(Part.class);

  /** The parts of a step that are timed. */
  enum Part {
    PLAN,
    FORWARD,
    HEAD,
    SAMPLE,
    PUBLISH
  }

  synchronized void time(Part part, long spent) {
    nanos.merge(part, spent, Long::sum);
  }

  /** A step that is about to run. */
  synchronized void step(StepPlan plan) {
    steps++;
    sequenceSteps += plan.slices().size();
    long again = plan.sources().stream().mapToLong(StepPlan.Source::recomputedRows).sum();
    promptTokens += plan.slices().stream().mapToLong(Slice::promptRows).sum();
    promptTokens += plan.sourceRows() - again;
    recomputedTokens += plan.slices().stream().mapToLong(Slice::recomputedRows).sum() + again;
  }

  /** A sequence runs for the first time, so long after it was submitted. */
  synchronized void started(long age, int cached) {
    started++;
    queueNanos += age;
    cachedTokens += cached;
  }

  /** A token was appended to a sequence. */
  synchronized void token(Sequence sequence) {
    generatedTokens++;
    if (sequence.generated() == 1) {
      firstTokens++;
      firstTokenNanos += sequence.times().age();
    }
  }

  /** A sequence showed all its tokens at once. */
  synchronized void tokens(Sequence sequence, int count) {
    generatedTokens += count;
    firstTokens++;
    firstTokenNanos += sequence.times().age();
  }

  synchronized void ended(Publisher.Ending ending) {
    if (ending == Publisher.Ending.FINISHED) {
      finished++;
    } else {
      failed++;
    }
  }

  synchronized void load(Scheduler scheduler) {
    running = scheduler.running();
    waiting = scheduler.waiting();
    preemptions = scheduler.preemptions();
    cacheUse = scheduler.cache().use();
    peakRunning = Math.max(peakRunning, running);
    peakCacheUse = Math.max(peakCacheUse, cacheUse);
  }

  /** What was counted so far; {@code queued} sequences wait in front of the scheduler. */
  synchronized EngineMetrics snapshot(int queued) {
    return new EngineMetrics(
        steps,
        promptTokens,
        cachedTokens,
        recomputedTokens,
        generatedTokens,
        finished,
        failed,
        preemptions,
        running,
        waiting + queued,
        peakRunning,
        sequenceSteps,
        cacheUse,
        peakCacheUse,
        started,
        queueNanos,
        firstTokens,
        firstTokenNanos,
        nanos(Part.PLAN),
        nanos(Part.FORWARD),
        nanos(Part.HEAD),
        nanos(Part.SAMPLE),
        nanos(Part.PUBLISH));
  }

  private long nanos(Part part) {
    return nanos.getOrDefault(part, 0L);
  }
}
