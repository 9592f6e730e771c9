package io.millrace.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * The moment by which something must be answered, or never.
 *
 * @param timeout from the start on; empty for never
 * @param start what {@link System#nanoTime} said
 */
public record Deadline(Optional<Duration> timeout, long start) {

  private static final Duration LONGEST = Duration.ofDays(10_000); // as nanoseconds, a long

  /** There is none. */
  public static final Deadline NEVER = new Deadline(Optional.empty(), 0);

  /** So long from now on; empty for never. */
  public static Deadline in(Optional<Duration> timeout) {
    return timeout.isEmpty() ? NEVER : new Deadline(timeout, System.nanoTime());
  }

  boolean isOver() {
    return timeout.isPresent()
        && timeout.get().compareTo(LONGEST) < 0
        && System.nanoTime() - start > timeout.get().toNanos();
  }
}
