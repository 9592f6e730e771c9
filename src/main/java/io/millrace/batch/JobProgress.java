package io.millrace.batch;

import java.time.Duration;

/**
 * How far a job is.
 *
 * @param answered requests answered and written
 * @param failed requests and lines in the errors
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 * @param consumedBytes bytes of the input that were read
 * @param totalBytes bytes of the input
 * @param elapsed since the job started
 */
public record JobProgress(
    long answered,
    long failed,
    long promptTokens,
    long completionTokens,
    long consumedBytes,
    long totalBytes,
    Duration elapsed) {

  /** Lines that are done, well or not. */
  public long done() {
    return answered + failed;
  }

  /** Time the rest will take if it goes on like this, by bytes of input. */
  public Duration remaining() {
    if (consumedBytes <= 0 || totalBytes <= consumedBytes) {
      return Duration.ZERO;
    }
    double rest = (double) (totalBytes - consumedBytes) / consumedBytes;
    return Duration.ofMillis((long) (elapsed.toMillis() * rest));
  }
}
