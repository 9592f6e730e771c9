package io.millrace.bench;

import io.millrace.ModelMetrics;

/**
 * Where the time of a run went, each a share of the wall time, 0 to 1; all six make 1.
 *
 * @param plan choosing what runs in a step
 * @param forward the network but its head
 * @param head making logits
 * @param sample choosing tokens
 * @param publish handing tokens out
 */
public record StepShares(double plan, double forward, double head, double sample, double publish) {

  static StepShares of(MeteredRun run) {
    return new StepShares(
        run.share(ModelMetrics::plan),
        run.share(ModelMetrics::forward),
        run.share(ModelMetrics::head),
        run.share(ModelMetrics::sample),
        run.share(ModelMetrics::publish));
  }

  /** All else: submitting, waking up, cancelling, counting. */
  public double rest() {
    return 1 - plan - forward - head - sample - publish;
  }

  /** Everything that is not the forward pass: all but the network and its head. */
  public double outside() {
    return 1 - forward - head;
  }
}
