package io.millrace.bench;

import io.millrace.ModelMetrics;

/**
 * Where the time of a run went, each a share of the wall time, 0 to 1; all five make 1.
 *
 * @param plan choosing what runs in a step
 * @param forward the network but its head
 * @param sample the head and the choice of tokens
 * @param publish handing tokens out
 */
public record StepShares(double plan, double forward, double sample, double publish) {

  static StepShares of(MeteredRun run) {
    return new StepShares(
        run.share(ModelMetrics::plan),
        run.share(ModelMetrics::forward),
        run.share(ModelMetrics::sample),
        run.share(ModelMetrics::publish));
  }

  /** All else: submitting, waking up, cancelling, counting. */
  public double rest() {
    return 1 - plan - forward - sample - publish;
  }

  /** All but the network, its head, and the choice of tokens. */
  public double outside() {
    return 1 - forward - sample;
  }

  /** All but the network without its head: {@link #outside} and {@link #sample}. */
  public double outsideWithSample() {
    return 1 - forward;
  }
}
