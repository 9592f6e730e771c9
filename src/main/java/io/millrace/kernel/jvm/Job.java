package io.millrace.kernel.jvm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One op cut into items that threads take until none is left. */
final class Job {

  /** Nothing to do. */
  static final Job NONE = new Job(0, (item, area) -> {});

  private static final int SPINS = 10_000;
  private static final long NAP = 20_000; // nanoseconds

  private final int count;
  private final Workers.Task task;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  Job(int count, Workers.Task task) {
    this.count = count;
    this.task = task;
  }

  /** Takes items until none is left. */
  void work(WorkArea area) {
    for (int item = next.getAndIncrement(); item < count; item = next.getAndIncrement()) {
      try {
        task.run(item, area);
      } catch (RuntimeException | Error error) {
        failure.compareAndSet(null, error);
      }
      done.incrementAndGet();
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
