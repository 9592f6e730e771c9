package io.millrace;

import java.time.Duration;
import java.util.Optional;

/** The one wording of "a number is out of its range". */
final class Range {

  private Range() {}

  /** Throws {@link IllegalArgumentException} unless {@code min <= value <= max}; also for NaN. */
  static void check(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + ": is " + show(value) + ", expected " + show(min) + " to " + show(max));
    }
  }

  /**
   * Throws {@link IllegalArgumentException} unless {@code 0 < value <= max} as a float; also for
   * NaN.
   */
  static void checkPositive(String name, double value, double max) {
    if (!((float) value > 0 && value <= max)) {
      throw new IllegalArgumentException(
          name + ": is " + show(value) + ", expected above 0 to " + show(max));
    }
  }

  /** Throws {@link IllegalArgumentException} unless there is none, or one above 0. */
  static void checkTimeout(Optional<Duration> timeout) {
    if (timeout.isPresent() && (timeout.get().isZero() || timeout.get().isNegative())) {
      throw new IllegalArgumentException(
          "timeout: is " + timeout.get() + ", expected more than 0 seconds");
    }
  }

  private static String show(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
