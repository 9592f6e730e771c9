package io.millrace.batch;

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
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final long totalBytes;
  private final long resumed;
  private final TokenCounts before;
  private Outcomes outcomes;
  private WorkCounts counts = WorkCounts.NONE;
  private long doneBytes;
  private long skippedBytes;

  /** Starts with what earlier runs have done. */
  JobTally(JournalContents contents) {
    totalBytes = contents.header().inputBytes();
    resumed = contents.outcomes().total();
    outcomes = contents.outcomes();
    before = contents.tokens();
    latencies.add(contents.latencies());
  }

  synchronized void count(JobRecord record, long bytes) {
    outcomes = outcomes.plus(record.status());
    counts = counts.plus(record.counts());
    doneBytes += bytes;
    if (record.status() == JobRecord.Status.ANSWERED) {
      latencies.add(record.latency());
    }
  }

  /** A line that needs no work in this run. */
  synchronized void skip(long bytes) {
    doneBytes += bytes;
    skippedBytes += bytes;
  }

  synchronized void named(String model) {
    if (names.size() < NAMES_KEPT) {
      names.add(model);
    }
  }

  synchronized JobProgress progress() {
    return new JobProgress(
        outcomes,
        resumed,
        counts.tokens(),
        counts.texts(),
        doneBytes,
        skippedBytes,
        totalBytes,
        elapsed());
  }

  /** Requests that have failed in this run or before. */
  synchronized Outcomes outcomes() {
    return outcomes;
  }

  /** Requests of earlier runs. */
  long resumed() {
    return resumed;
  }

  /** Tokens of this run. */
  synchronized TokenCounts tokens() {
    return counts.tokens();
  }

  /** Texts encoded, scored or labeled in this run. */
  synchronized long texts() {
    return counts.texts();
  }

  /** Tokens of all runs. */
  synchronized TokenCounts allTokens() {
    return before.plus(counts.tokens());
  }

  synchronized Latency latency() {
    return Latency.of(latencies);
  }

  synchronized List<String> names() {
    return List.copyOf(names);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
