package io.millrace.kernel.jvm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One op cut into items that threads take until none is left. */
final class Job {

  /** Nothing to do. */
  static final Job NONE = new Job(0, 1, (first, end, area) -> {});

  private static final int SPINS = 10_000;
  private static final long NAP = 20_000; // nanoseconds

  private final int count;
  private final int parts;
  private final Workers.RangeTask task;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Items of which a thread takes one of {@code parts} of what is left at a time. */
  Job(int count, int parts, Workers.RangeTask task) {
    this.count = count;
    this.parts = parts;
    this.task = task;
  }

  /** Takes items until none is left. */
  void work(WorkArea area) {
    for (int first = next.get(); first < count; first = next.get()) {
      int end = first + Math.max(1, (count - first) / parts);
      if (next.compareAndSet(first, end)) {
        try {
          task.run(first, end, area);
        } catch (RuntimeException | Error error) {
          failure.compareAndSet(null, error);
        }
        done.addAndGet(end - first);
      }
    }
  }

  /** Waits for the items that other threads have taken, and passes on what one has thrown. */
  void await() {
    for (int spin = 0; done.get() < count; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(NAP);
      }
    }
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
