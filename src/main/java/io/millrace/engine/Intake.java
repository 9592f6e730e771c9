package io.millrace.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The queue between those who submit and the engine's loop: bounded, so that submitting waits while
 * it is full, and closable.
 */
final class Intake {

  private final int capacity;
  private final Deque<Sequence> queue = new ArrayDeque<>();
  private boolean closed;

  Intake(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds a sequence, waiting while the queue is full.
   *
   * @throws IllegalStateException if the queue is or becomes closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  synchronized void put(Sequence sequence) throws InterruptedException {
    while (!closed && queue.size() >= capacity) {
      wait();
    }
    putNow(sequence);
  }

  /**
   * Adds a sequence at once, even if the queue is full: for the loop's own thread.
   *
   * @throws IllegalStateException if the queue is closed
   */
  synchronized void putNow(Sequence sequence) {
    if (closed) {
      throw new IllegalStateException(
          sequence.request().id() + ": the engine is closed, expected an open one");
    }
    queue.add(sequence);
    notifyAll();
  }

  /** Takes all that is queued, at most {@code limit}; perhaps nothing. */
  synchronized List<Sequence> take(int limit) {
    List<Sequence> taken = new ArrayList<>();
    while (!queue.isEmpty() && taken.size() < limit) {
      taken.add(queue.remove());
    }
    notifyAll();
    return taken;
  }

  /** Waits until something is queued or the queue is closed; false if closed and empty. */
  synchronized boolean await() throws InterruptedException {
    while (!closed && queue.isEmpty()) {
      wait();
    }
    return !queue.isEmpty();
  }

  synchronized int size() {
    return queue.size();
  }

  /** Accepts nothing more; what is queued stays. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
