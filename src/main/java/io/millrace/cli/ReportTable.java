package io.millrace.cli;

import static io.millrace.cli.MachineReport.row;

import io.millrace.batch.EngineWork;
import io.millrace.batch.JobReport;
import io.millrace.batch.Latency;
import io.millrace.batch.Outcomes;
import io.millrace.batch.TokenCounts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A job's report as a table for people. */
final class ReportTable {

  private ReportTable() {}

  static void print(JobReport report, PrintWriter out) {
    row(out, "requests", requests(report));
    tokens(report, out);
    row(
        out,
        "time",
        Durations.precise(report.elapsed())
            + format(", %.1f requests/s", report.requestsPerSecond()));
    if (!report.latency().p99().isZero()) {
      latency(report.latency(), out);
    }
    if (report.engine().steps() > 0) {
      engine(report, out);
    }
    row(
        out,
        "peak memory",
        MemorySize.show(report.memory().residentBytes())
            + " resident, "
            + MemorySize.show(report.memory().heapBytes())
            + " of Java heap");
    row(out, "model", report.model().name() + ", " + report.model().fingerprint());
    row(
        out,
        "kernels",
        report.model().kernels() + format(", %d threads", report.model().threads()));
  }

  private static String requests(JobReport report) {
    Outcomes outcomes = report.outcomes();
    return format("%d answered, %d failed", outcomes.answered(), outcomes.failed())
        + part(outcomes.deduplicated(), "deduplicated")
        + part(report.resumed(), "resumed");
  }

  private static String part(long count, String name) {
    return count == 0 ? "" : ", " + count + " " + name;
  }

  private static void tokens(JobReport report, PrintWriter out) {
    TokenCounts all = report.allTokens();
    TokenCounts run = report.tokens();
    if (report.texts() > 0) {
      row(out, "texts", count(report.texts(), report.perSecond(report.texts())));
    }
    row(out, "prompt tokens", count(all.prompt(), report.perSecond(run.prompt())));
    if (all.prompt() == 0 || all.cached() + all.generated() > 0) {
      row(out, "of these cached", count(all.cached(), report.perSecond(run.cached())));
      row(out, "generated tokens", count(all.generated(), report.perSecond(run.generated())));
    }
  }

  private static String count(long tokens, double rate) {
    return format("%,d, %,.1f/s", tokens, rate);
  }

  private static void latency(Latency latency, PrintWriter out) {
    row(
        out,
        "latency",
        "p50 "
            + Durations.precise(latency.p50())
            + ", p95 "
            + Durations.precise(latency.p95())
            + ", p99 "
            + Durations.precise(latency.p99()));
  }

  private static void engine(JobReport report, PrintWriter out) {
    EngineWork engine = report.engine();
    row(
        out,
        "occupancy",
        format(
            "%.1f of %d sequences, %d preemptions, cache %.0f %% full at most",
            engine.occupancy(),
            report.model().maxSequences(),
            engine.preemptions(),
            100 * engine.cacheUse()));
    row(out, "time split", split(engine, report.elapsed()));
  }

  private static String split(EngineWork engine, Duration elapsed) {
    return format(
        "plan %.1f %%, forward %.1f %%, head %.1f %%, sample %.1f %%, publish %.1f %%;"
            + " outside forward and head %.1f %%",
        percent(engine.plan(), elapsed),
        percent(engine.forward(), elapsed),
        percent(engine.head(), elapsed),
        percent(engine.sample(), elapsed),
        percent(engine.publish(), elapsed),
        100 * engine.overhead(elapsed));
  }

  private static double percent(Duration part, Duration whole) {
    return 100.0 * part.toNanos() / Math.max(1, whole.toNanos());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
