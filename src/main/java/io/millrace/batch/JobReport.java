package io.millrace.batch;

import io.millrace.ModelInfo;
import java.time.Duration;
import java.util.List;

/**
 * What a job did.
 *
 * @param end how it ended
 * @param outcomes how the requests ended, those of earlier runs included
 * @param resumed requests of earlier runs
 * @param allTokens read and written in all runs
 * @param tokens read and written in this run
 * @param texts encoded, scored or labeled in this run
 * @param elapsed of this run, from the first line read to the last record written; of the run that
 *     finished it if it was finished before
 * @param latency of the requests
 * @param engine what the model did in this run
 * @param memory of the process
 * @param model what answered
 * @param modelsNamed what the bodies called the model, at most 20 names
 */
public record JobReport(
    JobEnd end,
    Outcomes outcomes,
    long resumed,
    TokenCounts allTokens,
    TokenCounts tokens,
    long texts,
    Duration elapsed,
    Latency latency,
    EngineWork engine,
    PeakMemory memory,
    ModelInfo model,
    List<String> modelsNamed) {

  public JobReport {
    modelsNamed = List.copyOf(modelsNamed);
  }

  /** Of a job that was finished by an earlier run. */
  static JobReport finishedBefore(JournalState state, ModelInfo model) {
    return new JobReport(
        JobEnd.FINISHED_BEFORE,
        state.outcomes(),
        state.outcomes().total(),
        state.tokens(),
        TokenCounts.NONE,
        0,
        state.elapsed(),
        Latency.of(new LatencyHistogram()),
        EngineWork.NONE,
        PeakMemory.now(),
        model,
        List.of());
  }

  /** Requests answered. */
  public long answered() {
    return outcomes.answered();
  }

  /** Requests and lines in the errors. */
  public long failed() {
    return outcomes.failed();
  }

  /** Requests answered or failed in a second of this run. */
  public double requestsPerSecond() {
    return perSecond(outcomes.total() - resumed);
  }

  /**
   * How many of these there were in a second of this run.
   *
   * @param count of this run
   */
  public double perSecond(long count) {
    return count / Math.max(1e-9, elapsed.toNanos() / 1e9);
  }

  /** The report as one line of JSON. */
  public String toJson() {
    return ReportJson.of(this).toJson();
  }
}
