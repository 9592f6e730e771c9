package io.millrace.cli;

import java.time.Duration;
import java.util.Locale;

/** Times as people read them. */
final class Durations {

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;

  private Durations() {}

  /** Such as {@code 15 s}, {@code 2 min 5 s} or {@code 3 h 20 min}. */
  static String show(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    return seconds < HOUR
        ? seconds / MINUTE + " min " + seconds % MINUTE + " s"
        : seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
  }

  /** Such as {@code 0.042 s} or {@code 12.5 s}. */
  static String precise(Duration time) {
    double seconds = time.toNanos() / 1e9;
    return String.format(Locale.ROOT, seconds < 1 ? "%.3f s" : "%.1f s", seconds);
  }
}
