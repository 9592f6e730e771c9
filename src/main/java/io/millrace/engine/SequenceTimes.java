package io.millrace.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** When a sequence was submitted, when it began to run, and when it must have ended. */
final class SequenceTimes {

  private final Optional<Duration> timeout;
  private final long submitted = System.nanoTime();
  private OptionalLong started = OptionalLong.empty();

  /**
   * @param timeout from its first step on
   */
  SequenceTimes(Optional<Duration> timeout) {
    this.timeout = timeout;
  }

  /** Nanoseconds since it was submitted. */
  long age() {
    return System.nanoTime() - submitted;
  }

  boolean isStarted() {
    return started.isPresent();
  }

  void start() {
    started = OptionalLong.of(System.nanoTime());
  }

  void startWith(SequenceTimes other) {
    started = other.started;
  }

  /** Whether it has run longer than it may. */
  boolean isOver() {
    return timeout.isPresent()
        && started.isPresent()
        && System.nanoTime() - started.getAsLong() > timeout.get().toNanos();
  }

  /** What to say when it is over. */
  TimedOutException complaint() {
    return new TimedOutException(
        "ran longer than its time-out of %s s; allow more time or fewer tokens"
            .formatted(timeout.orElseThrow().toMillis() / 1e3));
  }
}
