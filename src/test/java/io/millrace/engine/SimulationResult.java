package io.millrace.engine;

import java.util.List;
import java.util.Locale;

/**
 * What came of a simulated job.
 *
 * @param setup its limits
 * @param counts what happened
 * @param time what the scheduler took
 * @param clocks the time on each machine
 */
record SimulationResult(
    SimulatedJob.Setup setup,
    SimulationCounts counts,
    SchedulerTime time,
    List<SimulatedClock.Reading> clocks) {

  /** The names of the columns of {@link #toText}. */
  static String header() {
    return String.format(
        Locale.ROOT,
        "%9s  %7s  %6s  %5s  %9s  %9s  %10s  %5s  %9s  %9s  %7s  %8s  %s",
        "sequences",
        "blocks",
        "GB",
        "held",
        "in a step",
        "preempted",
        "recomputed",
        "cores",
        "tokens/s",
        "step ms",
        "share",
        "queued s",
        "scheduler ms: mean (sweep, plan, advance, remove), longest");
  }

  /** One line for each machine. */
  String toText() {
    StringBuilder text = new StringBuilder();
    for (SimulatedClock.Reading clock : clocks) {
      text.append(String.format(Locale.ROOT, "%n%s  %s", job(), machine(clock)));
    }
    return text.substring(System.lineSeparator().length());
  }

  private String job() {
    return String.format(
        Locale.ROOT,
        "%9d  %7d  %6.1f  %3.0f %%  %9.1f  %9d  %8.1f %%",
        setup.sequences(),
        setup.blocks(),
        SimulatedMachine.gigabytes(setup.blocks()),
        100.0 * counts.peakBlocks() / setup.blocks(),
        counts.occupancy(),
        counts.preemptions(),
        100.0 * counts.recomputedTokens() / counts.tokens());
  }

  private String machine(SimulatedClock.Reading clock) {
    return String.format(
        Locale.ROOT,
        "%5d  %9.0f  %9.1f  %5.2f %%  %8.1f  %s",
        clock.cores(),
        counts.tokens() / clock.seconds(),
        1e3 * clock.seconds() / counts.steps(),
        100 * clock.schedulerShare(),
        clock.queueSeconds(),
        scheduler());
  }

  private String scheduler() {
    double sum = 0;
    StringBuilder parts = new StringBuilder();
    for (SchedulerTime.Part part : SchedulerTime.Part.values()) {
      double each = 1e3 * time.seconds(part) / counts.steps();
      sum += each;
      parts.append(String.format(Locale.ROOT, "%s%.2f", parts.isEmpty() ? "" : ", ", each));
    }
    return String.format(
        Locale.ROOT, "%.2f (%s), %.1f", sum, parts, 1e3 * time.longestStepSeconds());
  }
}
