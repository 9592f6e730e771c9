package io.millrace.cli;

import io.millrace.batch.JobProgress;
import io.millrace.batch.Outcomes;
import io.millrace.batch.TokenCounts;
import java.time.Duration;
import java.util.Locale;

/** Counts what became of texts. */
final class TextTally {

  private final long start = System.nanoTime();
  private long answered;
  private long failed;
  private long tokens;

  void answered(int tokensRead) {
    answered++;
    tokens += tokensRead;
  }

  void failed() {
    failed++;
  }

  int exitCode() {
    return failed == 0 ? ExitCode.DONE : ExitCode.FAILED_REQUESTS;
  }

  JobProgress progress(TextInput input) {
    return new JobProgress(
        new Outcomes(answered, failed, 0, 0),
        0,
        new TokenCounts(tokens, 0, 0),
        answered,
        input.consumed(),
        0,
        input.bytes(),
        elapsed());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** All of it in one line. */
  String summary() {
    double seconds = Math.max(1e-3, elapsed().toNanos() / 1e9);
    return String.format(
        Locale.ROOT,
        "%d texts, %d failed, %d tokens in %s, %.1f texts/s",
        answered,
        failed,
        tokens,
        Durations.precise(elapsed()),
        answered / seconds);
  }
}
