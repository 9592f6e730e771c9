package io.millrace.engine;

import io.millrace.engine.MetricsRecorder.Part;
import io.millrace.engine.Publisher.Standing;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of an engine: plan, run, decode, publish, until closed and empty.
 *
 * <p>Nothing that goes wrong in a step ends the loop: a step that fails, fails its sequences.
 */
final class EngineLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

  private final Intake intake;
  private final Scheduler scheduler;
  private final StepRunner runner;
  private final StepDecoder decoder;
  private final Publisher publisher = new Publisher();
  private final MetricsRecorder metrics;

  EngineLoop(
      Intake intake,
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
    StepPlan plan = timed(Part.PLAN, scheduler::plan);
    metrics.load(scheduler.running(), scheduler.waiting(), scheduler.usedBlocks());
    if (plan.isEmpty()) {
      return;
    }
    List<SliceResult> results = runAndDecode(plan);
    metrics.step(plan);
    plan.slices().forEach(scheduler::advance);
    timed(
        Part.PUBLISH,
        () -> {
          results.forEach(this::publish);
          return results;
        });
    metrics.load(scheduler.running(), scheduler.waiting(), scheduler.usedBlocks());
  }

  /** Sequences with nothing to compute end here; the others are queued for the scheduler. */
  private void takeIn() {
    for (Sequence sequence : intake.take(scheduler.room())) {
      if (sequence.remaining() == 0) {
        metrics.ended(publisher.finish(sequence));
      } else {
        scheduler.add(sequence);
      }
    }
  }

  private List<SliceResult> runAndDecode(StepPlan plan) {
    try {
      Tensor hidden = timed(Part.FORWARD, () -> runner.run(plan));
      return timed(Part.SAMPLE, () -> decoder.decode(plan, hidden));
    } catch (Throwable thrown) { // the kernels'
      RuntimeException error = Publisher.asRuntimeException(thrown);
      return plan.slices().stream().map(slice -> SliceResult.failed(slice, error)).toList();
    }
  }

  private void publish(SliceResult result) {
    Sequence sequence = result.slice().sequence();
    int before = sequence.generated();
    Standing standing = publisher.publish(result);
    metrics.tokens(sequence.generated() - before);
    if (standing != Standing.RUNS) {
      scheduler.remove(sequence);
      metrics.ended(standing);
    }
  }

  private void failAll(Throwable thrown) {
    LOG.error("engine: a step went wrong; its requests fail", thrown);
    RuntimeException error = Publisher.asRuntimeException(thrown);
    for (Sequence sequence : scheduler.removeAll()) {
      publisher.fail(sequence, error);
      metrics.ended(Standing.FAILED);
    }
  }

  private <T> T timed(Part part, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    metrics.time(part, System.nanoTime() - start);
    return result;
  }
}
