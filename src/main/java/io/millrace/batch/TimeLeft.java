package io.millrace.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is left of a time-out that several texts share, one after another submitted. One thread's.
 */
final class TimeLeft {

  private static final Duration LEAST = Duration.ofNanos(1); // over before it is looked at

  private final Optional<Duration> timeout;
  private OptionalLong start = OptionalLong.empty();

  TimeLeft(Optional<Duration> timeout) {
    this.timeout = timeout;
  }

  /** What is left now, the whole at the first call. */
  Optional<Duration> now() {
    long now = System.nanoTime();
    if (start.isEmpty()) {
      start = OptionalLong.of(now);
    }
    Duration gone = Duration.ofNanos(now - start.getAsLong());
    return timeout.map(whole -> whole.compareTo(gone) > 0 ? whole.minus(gone) : LEAST);
  }
}
