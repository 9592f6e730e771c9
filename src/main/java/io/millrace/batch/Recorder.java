package io.millrace.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Appends outcomes to the journal as they come, on a thread of its own, and only then tells the
 * rest of the job.
 */
final class Recorder {

  /** The rest of the job; called on the recorder's thread. */
  interface Listener {

    /** An outcome is in the journal. */
    void written(Outcome outcome, JobRecord record, long entry) throws IOException;

    /** An outcome could not be written. */
    void dropped(Outcome outcome);

    /** Nothing has happened for a while. */
    void idle();

    /** Something failed; told once or more. */
    void failed(Throwable problem);
  }

  /** The last one, told by its number. */
  private static final Outcome END =
      new Outcome(
          -1,
          0,
          Optional.empty(),
          () -> {},
          () -> {
            throw new AssertionError("the end has no record");
          });

  /** Progress is shown this often while nothing happens. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Journal journal;
  private final Duration forceInterval;
  private final Listener listener;
  private final BlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "millrace-batch-journal");
  private boolean broken;
  private long forced = System.nanoTime();

  Recorder(Journal journal, Duration forceInterval, Listener listener) {
    this.journal = journal;
    this.forceInterval = forceInterval;
    this.listener = listener;
  }

  void start() {
    thread.start();
  }

  /** Has an outcome written; returns at once. */
  void add(Outcome outcome) {
    queue.add(outcome);
  }

  /** Waits until all that was added is written, and ends. */
  void end() throws InterruptedException {
    queue.add(END);
    thread.join();
  }

  private void run() {
    Optional<Outcome> next = poll();
    while (next.isEmpty() || next.get().sequence() >= 0) {
      if (next.isPresent()) {
        write(next.get());
      } else {
        guard(listener::idle);
      }
      force();
      next = poll();
    }
  }

  private Optional<Outcome> poll() {
    long patience = Math.max(1, Math.min(TICK.toMillis(), forceInterval.toMillis()));
    try {
      return Optional.ofNullable(queue.poll(patience, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  /** Writes an outcome now; for the listener, which is on this thread. */
  void write(Outcome outcome) {
    try {
      JobRecord record = outcome.record().get();
      append(outcome, record);
    } catch (RuntimeException | Error e) { // a fault of ours; what others have is still kept
      listener.dropped(outcome);
      listener.failed(e);
    }
  }

  private void append(Outcome outcome, JobRecord record) {
    if (broken) {
      listener.dropped(outcome);
      return;
    }
    long entry;
    try {
      entry = journal.append(outcome.sequence(), record);
    } catch (IOException e) {
      broken = true;
      listener.dropped(outcome);
      listener.failed(new IOException("writing the journal: " + e.getMessage(), e));
      return;
    }
    guard(() -> listener.written(outcome, record, entry));
  }

  private void force() {
    if (!broken && System.nanoTime() - forced >= forceInterval.toNanos()) {
      guard(journal::force);
      forced = System.nanoTime();
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private void guard(Action action) {
    try {
      action.run();
    } catch (IOException | RuntimeException | Error e) {
      listener.failed(e);
    }
  }
}
