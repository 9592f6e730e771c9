package io.millrace.store;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param attempts failed requests in a row without new bytes of note before giving up; default 6
 * @param firstPause wait after the first failure, doubled after each further one up to 30 s;
 *     default 1 s
 * @param longestWait a server's Retry-After beyond this ends the download; default 5 min
 * @param idle a connection or a read that brings nothing for this long counts as failed; default 30
 *     s
 */
record DownloadPolicy(int attempts, Duration firstPause, Duration longestWait, Duration idle) {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  static DownloadPolicy defaults() {
    return new DownloadPolicy(
        6, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(30));
  }

  /** The wait after so many failures in a row, 1 and up. */
  Duration pauseAfter(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
