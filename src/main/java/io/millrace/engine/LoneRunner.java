package io.millrace.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The runner of all threads, for a step that has the engine to itself: nothing else is at work and
 * nothing is queued behind it. It would be answered later by the one thread of its worker.
 */
final class LoneRunner {

  private final Optional<EncoderRunner> runner;
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger workers;

  /**
   * @param runner closed behind the last worker; empty if a worker's own has all threads
   * @param workers that may ask for it
   */
  LoneRunner(Optional<EncoderRunner> runner, int workers) {
    this.runner = runner;
    this.workers = new AtomicInteger(workers);
  }

  /**
   * Begins a step; {@link #end} must follow.
   *
   * @param own the worker's
   * @param queued texts that wait
   * @return what is to run it: this one for a single worker at a time
   */
  EncoderRunner begin(EncoderRunner own, int queued) {
    boolean alone = working.incrementAndGet() == 1;
    return alone && queued == 0 ? runner.orElse(own) : own;
  }

  void end() {
    working.decrementAndGet();
  }

  /** A worker has ended; true if it was the last. */
  boolean leave() {
    boolean last = workers.decrementAndGet() == 0;
    if (last) {
      runner.ifPresent(EncoderRunner::close);
    }
    return last;
  }
}
