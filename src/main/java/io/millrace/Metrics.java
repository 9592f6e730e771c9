package io.millrace;

import io.millrace.engine.EngineMetrics;
import java.time.Duration;

/** An engine's counts as users see them. */
final class Metrics {

  private Metrics() {}

  static ModelMetrics of(EngineMetrics engine) {
    return new ModelMetrics(
        engine.steps(),
        engine.promptTokens(),
        engine.cachedTokens(),
        engine.recomputedTokens(),
        engine.generatedTokens(),
        engine.finished(),
        engine.failed(),
        engine.preemptions(),
        engine.running(),
        engine.waiting(),
        engine.peakRunning(),
        engine.meanOccupancy(),
        engine.peakCacheUse(),
        mean(engine.queueNanos(), engine.started()),
        mean(engine.firstTokenNanos(), engine.firstTokens()),
        Duration.ofNanos(engine.planNanos()),
        Duration.ofNanos(engine.forwardNanos()),
        Duration.ofNanos(engine.headNanos()),
        Duration.ofNanos(engine.sampleNanos()),
        Duration.ofNanos(engine.publishNanos()));
  }

  private static Duration mean(long nanos, long count) {
    return Duration.ofNanos(count == 0 ? 0 : nanos / count);
  }
}
