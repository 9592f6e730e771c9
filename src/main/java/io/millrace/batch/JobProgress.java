package io.millrace.batch;

import java.time.Duration;

/**
 * How far a job is.
 *
 * @param outcomes requests that are done, those of earlier runs included
 * @param resumed of these, those of earlier runs
 * @param tokens read and written in this run
 * @param texts encoded, scored or labeled in this run
 * @param doneBytes of the input, those whose requests are done
 * @param skippedBytes of these, those that earlier runs, or other shards, have done
 * @param totalBytes of the input
 * @param elapsed since this run started
 */
public record JobProgress(
    Outcomes outcomes,
    long resumed,
    TokenCounts tokens,
    long texts,
    long doneBytes,
    long skippedBytes,
    long totalBytes,
    Duration elapsed) {

  /** Requests that are done, well or not. */
  public long done() {
    return outcomes.total();
  }

  /** Requests done in a second of this run. */
  public double requestsPerSecond() {
    return (done() - resumed) / Math.max(1e-3, elapsed.toNanos() / 1e9);
  }

  /** Time the rest will take if it goes on like this, by bytes of input. */
  public Duration remaining() {
    long fresh = doneBytes - skippedBytes;
    if (fresh <= 0 || totalBytes <= doneBytes) {
      return Duration.ZERO;
    }
    double rest = (double) (totalBytes - doneBytes) / fresh;
    return Duration.ofMillis((long) (elapsed.toMillis() * rest));
  }
}
