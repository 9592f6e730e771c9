package io.millrace.cli;

import io.millrace.store.ProgressListener;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows a download: a bar on a terminal, else a line every few seconds. */
final class DownloadDisplay implements ProgressListener, AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final PrintWriter err;
  private final boolean terminal = Terminal.isPresent();
  private ProgressBar bar;
  private long shown = System.nanoTime();

  DownloadDisplay(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void message(String text) {
    close();
    err.println(text);
  }

  @Override
  public void progress(long received, long total) {
    if (terminal) {
      bar(total).stepTo(received);
    } else if (System.nanoTime() - shown >= INTERVAL.toNanos()) {
      shown = System.nanoTime();
      err.printf("pull: %s of %s%n", MemorySize.show(received), MemorySize.show(total));
    }
  }

  private ProgressBar bar(long total) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("pull")
              .setInitialMax(total)
              .setUnit(" MB", 1_000_000)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .build();
    }
    return bar;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
