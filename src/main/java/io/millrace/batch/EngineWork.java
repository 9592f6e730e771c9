package io.millrace.batch;

import static java.time.Duration.ZERO;

import io.millrace.ModelMetrics;
import java.time.Duration;

/**
 * What the model did for a job, and on what it spent its time.
 *
 * @param steps passes through the network
 * @param occupancy sequences in a step on average
 * @param preemptions how often a sequence gave its cache up for an older one
 * @param cacheUse share of the cache that was used at most since the model was opened, 0 to 1
 * @param plan time spent on planning
 * @param forward time spent in the network
 * @param head time spent on making logits
 * @param sample time spent on choosing tokens
 * @param publish time spent on handing tokens out
 */
public record EngineWork(
    long steps,
    double occupancy,
    long preemptions,
    double cacheUse,
    Duration plan,
    Duration forward,
    Duration head,
    Duration sample,
    Duration publish) {

  static final EngineWork NONE = new EngineWork(0, 0, 0, 0, ZERO, ZERO, ZERO, ZERO, ZERO);

  /** What was done between two moments. */
  static EngineWork between(ModelMetrics before, ModelMetrics after) {
    long steps = after.steps() - before.steps();
    double rows = after.meanOccupancy() * after.steps() - before.meanOccupancy() * before.steps();
    return new EngineWork(
        steps,
        steps == 0 ? 0 : rows / steps,
        after.preemptions() - before.preemptions(),
        after.cacheUse(),
        after.plan().minus(before.plan()),
        after.forward().minus(before.forward()),
        after.head().minus(before.head()),
        after.sample().minus(before.sample()),
        after.publish().minus(before.publish()));
  }

  /**
   * The share of {@code elapsed} that went neither into the network nor into its logits, 0 to 1.
   */
  public double overhead(Duration elapsed) {
    double spent = forward.plus(head).toNanos();
    return Math.max(0, 1 - spent / Math.max(1, elapsed.toNanos()));
  }
}
