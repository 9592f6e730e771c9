package io.millrace.engine;

import io.millrace.engine.MetricsRecorder.Part;
import io.millrace.engine.Publisher.Ending;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of an engine: plan, run, decode, publish, until closed and empty.
 *
 * <p>Nothing that goes wrong in a step ends the loop: a step that fails, fails its sequences.
 */
final class EngineLoop implements Runnable, Publisher.Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

  private final Intake<Sequence> intake;
  private final Scheduler scheduler;
  private final StepRunner runner;
  private final StepDecoder decoder;
  private final Publisher publisher = new Publisher(this);
  private final MetricsRecorder metrics;

  EngineLoop(
      Intake<Sequence> intake,
      Scheduler scheduler,
      StepRunner runner,
      StepDecoder decoder,
      MetricsRecorder metrics) {
    this.intake = intake;
    this.scheduler = scheduler;
    this.runner = runner;
    this.decoder = decoder;
    this.metrics = metrics;
  }

  EngineMetrics metrics() {
    return metrics.snapshot(intake.size());
  }

  @Override
  public void run() {
    try (runner;
        decoder) {
      while (hasWork()) {
        try {
          step();
        } catch (Throwable thrown) { // ours: whoever waits must hear of it
          failAll(thrown);
        }
      }
    }
  }

  private boolean hasWork() {
    while (true) {
      try {
        return !scheduler.isIdle() || intake.await();
      } catch (InterruptedException ignored) {
        LOG.debug("engine: interrupted; only close ends it");
      }
    }
  }

  private void step() {
    takeIn();
    endEarly();
    StepPlan plan = timed(Part.PLAN, scheduler::plan);
    plan.slices().forEach(this::noteStart);
    metrics.load(scheduler);
    if (plan.isEmpty()) {
      return;
    }
    metrics.step(plan);
    List<SliceResult> results = runAndDecode(plan);
    timed(
        Part.PUBLISH,
        () -> {
          results.forEach(publisher::publish);
          return results;
        });
  }

  /** Sequences with nothing to compute end here; the others are queued for the scheduler. */
  private void takeIn() {
    for (Sequence sequence : intake.take(scheduler.room())) {
      if (sequence.remaining() == 0) {
        sequence.family().forEach(publisher::finish);
      } else {
        scheduler.add(sequence);
      }
    }
  }

  /** Ends what was cancelled and what ran too long. */
  private void endEarly() {
    for (Sequence sequence :
        scheduler.removeIf(each -> each.isCancelled() || each.times().isOver())) {
      failFamily(
          sequence,
          sequence.isCancelled()
              ? new CancellationException(sequence.request().id() + ": cancelled")
              : sequence.times().complaint());
    }
  }

  private void noteStart(Slice slice) {
    SequenceTimes times = slice.sequence().times();
    if (!times.isStarted()) {
      times.start();
      metrics.started(times.age(), slice.position());
    }
  }

  /** Runs a plan; what was computed is kept only if all of it was. */
  private List<SliceResult> runAndDecode(StepPlan plan) {
    try {
      Tensor hidden = timed(Part.FORWARD, () -> runner.run(plan));
      List<SliceResult> results = decode(plan, hidden);
      plan.slices().forEach(scheduler::advance);
      return results;
    } catch (Throwable thrown) { // the kernels'
      RuntimeException error = Publisher.asRuntimeException(thrown);
      return plan.slices().stream()
          .flatMap(slice -> SliceResult.failed(slice, error).stream())
          .toList();
    }
  }

  private List<SliceResult> decode(StepPlan plan, Tensor hidden) {
    long before = decoder.headNanos();
    List<SliceResult> results = timed(Part.SAMPLE, () -> decoder.decode(plan, hidden));
    long head = decoder.headNanos() - before;
    metrics.time(Part.HEAD, head);
    metrics.time(Part.SAMPLE, -head);
    return results;
  }

  @Override
  public void token(Sequence sequence) {
    metrics.token(sequence);
  }

  @Override
  public void ended(Sequence sequence, Ending ending) {
    scheduler.remove(sequence);
    metrics.ended(ending);
    metrics.load(scheduler);
  }

  private void failAll(Throwable thrown) {
    LOG.error("engine: a step went wrong; its requests fail", thrown);
    RuntimeException error = Publisher.asRuntimeException(thrown);
    scheduler.removeIf(sequence -> true).forEach(sequence -> failFamily(sequence, error));
  }

  /** Fails a sequence and those that wait for its prompt. */
  private void failFamily(Sequence sequence, RuntimeException error) {
    sequence.family().forEach(each -> publisher.fail(each, error));
  }

  private <T> T timed(Part part, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    metrics.time(part, System.nanoTime() - start);
    return result;
  }
}
