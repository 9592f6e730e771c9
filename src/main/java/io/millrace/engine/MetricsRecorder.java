package io.millrace.engine;

import io.millrace.engine.StepPlan.Slice;
import java.util.EnumMap;
import java.util.Map;

/** Counts what an engine does; written by its loop, read by anyone. */
final class MetricsRecorder {

  private final int cacheBlocks;
  private long steps;
  private long promptTokens;
  private long generatedTokens;
  private long finished;
  private long failed;
  private int running;
  private int waiting;
  private int peakRunning;
  private long sequenceSteps;
  private int usedBlocks;
  private final Map<Part, Long> nanos = new EnumMap<>(Part.class);

  /** The parts of a step that are timed. */
  enum Part {
    PLAN,
    FORWARD,
    SAMPLE,
    PUBLISH
  }

  MetricsRecorder(int cacheBlocks) {
    this.cacheBlocks = cacheBlocks;
  }

  synchronized void time(Part part, long spent) {
    nanos.merge(part, spent, Long::sum);
  }

  synchronized void step(StepPlan plan) {
    steps++;
    sequenceSteps += plan.slices().size();
    promptTokens += plan.slices().stream().mapToLong(Slice::promptRows).sum();
  }

  synchronized void tokens(int count) {
    generatedTokens += count;
  }

  synchronized void ended(Publisher.Standing standing) {
    if (standing == Publisher.Standing.FINISHED) {
      finished++;
    } else {
      failed++;
    }
  }

  synchronized void load(int runningNow, int waitingNow, int usedBlocksNow) {
    running = runningNow;
    waiting = waitingNow;
    usedBlocks = usedBlocksNow;
    peakRunning = Math.max(peakRunning, runningNow);
  }

  /** What was counted so far; {@code queued} sequences wait in front of the scheduler. */
  synchronized EngineMetrics snapshot(int queued) {
    return new EngineMetrics(
        steps,
        promptTokens,
        generatedTokens,
        finished,
        failed,
        running,
        waiting + queued,
        peakRunning,
        sequenceSteps,
        cacheBlocks,
        usedBlocks,
        nanos(Part.PLAN),
        nanos(Part.FORWARD),
        nanos(Part.SAMPLE),
        nanos(Part.PUBLISH),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  private long nanos(Part part) {
    return nanos.getOrDefault(part, 0L);
  }
}
