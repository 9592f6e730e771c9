package io.millrace.cli;

import io.millrace.batch.JobProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far a job is: a bar on a terminal, a line every few seconds elsewhere, or nothing. */
sealed interface ProgressDisplay extends Consumer<JobProgress>, AutoCloseable {

  /** What the user asked for. */
  enum Style {
    AUTO,
    PLAIN,
    NONE
  }

  /**
   * The display in a style.
   *
   * @param name the command
   */
  static ProgressDisplay of(Style style, String name, PrintWriter err) {
    return switch (style) {
      case NONE -> new Nothing();
      case PLAIN -> new Lines(name, err);
      case AUTO -> Terminal.isPresent() ? new Bar(name) : new Lines(name, err);
    };
  }

  @Override
  void close();

  /** Shows nothing. */
  record Nothing() implements ProgressDisplay {
    @Override
    public void accept(JobProgress progress) {}

    @Override
    public void close() {}
  }

  /** A line now and then. */
  final class Lines implements ProgressDisplay {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final String name;
    private final PrintWriter err;
    private Duration shown = Duration.ZERO;

    Lines(String name, PrintWriter err) {
      this.name = name;
      this.err = err;
    }

    @Override
    public void accept(JobProgress progress) {
      if (progress.elapsed().minus(shown).compareTo(INTERVAL) >= 0) {
        shown = progress.elapsed();
        err.println(name + ": " + describe(progress));
      }
    }

    @Override
    public void close() {}
  }

  /** A bar that moves; its length is the input's size. */
  final class Bar implements ProgressDisplay {

    private final ProgressBar bar;

    Bar(String name) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .hideEta()
              .setInitialMax(1)
              .setUnit(" kB", 1_000)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .build();
    }

    @Override
    public void accept(JobProgress progress) {
      bar.maxHint(progress.totalBytes());
      bar.stepTo(progress.doneBytes());
      bar.setExtraMessage(
          rates(progress) + ", about " + Durations.show(progress.remaining()) + " left");
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private static String describe(JobProgress progress) {
    long percent = 100 * progress.doneBytes() / Math.max(1, progress.totalBytes());
    return String.format(
        Locale.ROOT,
        "%d%%, %s, about %s left",
        percent,
        rates(progress),
        Durations.show(progress.remaining()));
  }

  private static String rates(JobProgress progress) {
    double seconds = Math.max(1e-3, progress.elapsed().toMillis() / 1e3);
    boolean reads = progress.texts() > 0;
    long tokens = reads ? progress.tokens().prompt() : progress.tokens().generated();
    return String.format(
        Locale.ROOT,
        "%d answered, %d failed, %.1f requests/s,%s %.1f tokens/s",
        progress.outcomes().answered(),
        progress.outcomes().failed(),
        progress.requestsPerSecond(),
        reads ? String.format(Locale.ROOT, " %.1f texts/s,", progress.texts() / seconds) : "",
        tokens / seconds);
  }
}
