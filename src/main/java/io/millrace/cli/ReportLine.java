package io.millrace.cli;

import io.millrace.batch.JobReport;
import java.util.Locale;

/** A job's report in one line for people. */
final class ReportLine {

  private ReportLine() {}

  static String of(JobReport report) {
    return String.format(
        Locale.ROOT,
        "batch: %d answered, %d failed in %.1f s; %d tokens read, %d written, %.1f written/s;"
            + " %s, kernels %s, %d threads",
        report.answered(),
        report.failed(),
        report.elapsed().toMillis() / 1e3,
        report.allTokens().prompt(),
        report.allTokens().generated(),
        report.perSecond(report.tokens().generated()),
        report.model().name(),
        report.model().kernels(),
        report.model().threads());
  }
}
