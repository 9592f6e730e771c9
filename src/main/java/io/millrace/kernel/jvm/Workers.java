package io.millrace.kernel.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share the items of an op; the caller is one of them. They take a part of what is
 * left at a time, so that a thread reads its operands in a row and the last parts are small.
 *
 * <p>An idle thread looks for the next op for some microseconds and then sleeps. The caller waits
 * for items that were begun, never for threads that slept through the op.
 */
public final class Workers implements AutoCloseable {

  private static final int SPINS = 5000; // some 100 microseconds: longer than between two ops
  private static final int PARTS = 4; // a thread's, of what is left

  private final WorkArea own = new WorkArea();
  private final List<Helper> helpers = new ArrayList<>();
  private volatile Job current = Job.NONE;
  private volatile boolean closed;

  /** What is done for each item, with scratch space of the thread that does it. */
  @FunctionalInterface
  public interface Task {
    /** Does one item. */
    void run(int item, WorkArea area);
  }

  /** What is done for some items in a row, with scratch space of the thread that does them. */
  @FunctionalInterface
  public interface RangeTask {
    /** Does the items from the first to the one before {@code end}. */
    void run(int first, int end, WorkArea area);
  }

  /** Starts {@code threads - 1} daemon threads. */
  public Workers(int threads) {
    for (int i = 1; i < threads; i++) {
      Helper helper = new Helper("millrace-java-" + i);
      helpers.add(helper);
      helper.start();
    }
  }

  /** Threads, the caller included. */
  public int threads() {
    return helpers.size() + 1;
  }

  /** Runs items 0 to {@code count - 1}, in any order, and returns when all are done. */
  public void run(int count, Task task) {
    run(
        count,
        PARTS * threads(),
        (first, end, area) -> {
          for (int item = first; item < end; item++) {
            task.run(item, area);
          }
        });
  }

  /** Runs items 0 to {@code count - 1} alike, as many in a row as can be: they lie side by side. */
  public void runRanges(int count, RangeTask task) {
    run(count, threads(), task);
  }

  private void run(int count, int parts, RangeTask task) {
    if (closed) {
      throw new IllegalStateException("kernels: are closed");
    }
    if (count <= 1 || helpers.isEmpty()) {
      task.run(0, count, own);
      return;
    }
    Job job = new Job(count, parts, task);
    current = job;
    helpers.forEach(Helper::wake);
    job.work(own);
    job.await();
  }

  @Override
  public void close() {
    closed = true;
    helpers.forEach(Helper::wake);
  }

  private final class Helper extends Thread {

    private final WorkArea area = new WorkArea();
    private volatile boolean asleep;

    Helper(String name) {
      super(name);
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      Job last = Job.NONE;
      while (!closed) {
        last = next(last);
        last.work(area);
      }
    }

    /** Waits for another job than the last one, or for the end. */
    private Job next(Job last) {
      for (int spin = 0; current == last && !closed; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          sleep(last);
        }
      }
      return current;
    }

    private void sleep(Job last) {
      asleep = true;
      if (current == last && !closed) { // whoever changes these looks at asleep afterwards
        LockSupport.park(this);
      }
      asleep = false;
    }
  }
}
