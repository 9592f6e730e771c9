package io.millrace.batch;

import io.millrace.ModelInfo;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Counts what a running job has done. */
final class JobTally {

  /** More names than this are not kept, whatever the bodies say. */
  static final int NAMES_KEPT = 20;

  private final long start = System.nanoTime();
  private final Set<String> names = new TreeSet<>();
  private long answered;
  private long failed;
  private long promptTokens;
  private long completionTokens;

  synchronized void count(JobRecord record) {
    answered += record.failed() ? 0 : 1;
    failed += record.failed() ? 1 : 0;
    promptTokens += record.promptTokens();
    completionTokens += record.completionTokens();
  }

  synchronized void named(String model) {
    if (names.size() < NAMES_KEPT) {
      names.add(model);
    }
  }

  synchronized JobProgress progress(long consumedBytes, long totalBytes) {
    return new JobProgress(
        answered, failed, promptTokens, completionTokens, consumedBytes, totalBytes, elapsed());
  }

  synchronized JobReport report(ModelInfo model) {
    return new JobReport(
        answered, failed, promptTokens, completionTokens, elapsed(), model, List.copyOf(names));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
