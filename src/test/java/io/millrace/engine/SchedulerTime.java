package io.millrace.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The time that a scheduler takes for all that the engine's loop asks of it in a step: that of this
 * thread on its core, so that other work on the machine does not count, and the garbage collector
 * neither.
 */
final class SchedulerTime {

  /** What it is asked. */
  enum Part {
    /** To queue sequences, and to find those that were cancelled or ran too long. */
    SWEEP,
    PLAN,
    ADVANCE,
    REMOVE
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<Part, Long> nanos = new EnumMap<>(Part.class);
  private long inStep;
  private long longestStep;

  void beginStep() {
    inStep = 0;
  }

  void takeIn(Scheduler scheduler, List<Sequence> arriving) {
    timed(
        Part.SWEEP,
        () -> {
          arriving.forEach(scheduler::add);
          scheduler.removeIf(Sequence::isCancelled);
          return scheduler.removeIf(sequence -> sequence.times().isOver());
        });
  }

  StepPlan plan(Scheduler scheduler) {
    return timed(Part.PLAN, scheduler::plan);
  }

  void advance(Scheduler scheduler, StepPlan plan) {
    timed(
        Part.ADVANCE,
        () -> {
          plan.slices().forEach(scheduler::advance);
          return plan;
        });
  }

  void remove(Scheduler scheduler, List<Sequence> ended) {
    timed(
        Part.REMOVE,
        () -> {
          ended.forEach(scheduler::remove);
          return ended;
        });
  }

  /** Seconds of the step so far. */
  double stepSeconds() {
    return inStep / 1e9;
  }

  /** Seconds of the step that took longest. */
  double longestStepSeconds() {
    return longestStep / 1e9;
  }

  /** Seconds of all steps that went into a part. */
  double seconds(Part part) {
    return nanos.getOrDefault(part, 0L) / 1e9;
  }

  private <T> T timed(Part part, Supplier<T> work) {
    long start = THREADS.getCurrentThreadCpuTime();
    T result = work.get();
    long spent = THREADS.getCurrentThreadCpuTime() - start;
    nanos.merge(part, spent, Long::sum);
    inStep += spent;
    longestStep = Math.max(longestStep, inStep);
    return result;
  }
}
