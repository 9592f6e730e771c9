package io.millrace.cli;

import io.millrace.batch.StopSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a job in good order when the process is told to end (SIGTERM, SIGINT, SIGHUP): what runs is
 * finished, and the exit code is the job's own. A second signal, or a job that takes too long, ends
 * the process at once; the journal has all that was finished.
 */
final class SignalDrain implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final StopSignal stop;
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicInteger code = new AtomicInteger(ExitCode.STOPPED_EARLY);
  private final Thread hook = new Thread(this::drain, "millrace-drain");

  private SignalDrain(StopSignal stop) {
    this.stop = stop;
  }

  /** Waits for signals from now on. */
  static SignalDrain install(StopSignal stop) {
    SignalDrain drain = new SignalDrain(stop);
    Runtime.getRuntime().addShutdownHook(drain.hook);
    return drain;
  }

  private void drain() {
    stop.raise();
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!done.await(POLL.toMillis(), TimeUnit.MILLISECONDS)
          && System.nanoTime() < end
          && signals() < 2) {
        // What runs goes on.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (done.getCount() > 0) {
      System.err.println(
          "millrace: ended at once; what was finished is kept, run the same command with --resume"
              + " to go on");
    }
    // A hook cannot choose the exit code otherwise.
    Runtime.getRuntime().halt(code.get());
  }

  /**
   * Signals that the JVM is working on: each has a thread named after it, which lives until the
   * process ends. The JVM tells of a second one in no other way.
   */
  private static long signals() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("SIG[A-Z]+ handler"))
        .count();
  }

  /** The job has ended, and all was said about it. */
  void ended(int exitCode) {
    code.set(exitCode);
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook knows.
    }
  }
}
