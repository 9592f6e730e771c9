package io.millrace.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The queue between those who submit and an engine's loop: bounded, so that submitting waits while
 * it is full, and closable.
 *
 * @param <T> what is queued
 */
final class Intake<T> {

  private final int capacity;
  private final Function<T, String> name;
  private final Deque<T> queue = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param capacity how many are queued before submitting waits
   * @param name what one is called in messages
   */
  Intake(int capacity, Function<T, String> name) {
    this.capacity = capacity;
    this.name = name;
  }

  /**
   * Adds one, waiting while the queue is full.
   *
   * @throws IllegalStateException if the queue is or becomes closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  synchronized void put(T item) throws InterruptedException {
    while (!closed && queue.size() >= capacity) {
      wait();
    }
    putNow(item);
  }

  /**
   * Adds one at once, even if the queue is full: for the loop's own thread.
   *
   * @throws IllegalStateException if the queue is closed
   */
  synchronized void putNow(T item) {
    if (closed) {
      throw new IllegalStateException(
          name.apply(item) + ": the engine is closed, expected an open one");
    }
    queue.add(item);
    notifyAll();
  }

  /** Takes all that is queued, at most {@code limit}; perhaps nothing. */
  synchronized List<T> take(int limit) {
    List<T> taken = new ArrayList<>();
    while (!queue.isEmpty() && taken.size() < limit) {
      taken.add(queue.remove());
    }
    notifyAll();
    return taken;
  }

  /** Takes what is queued from the first on while the test holds; perhaps nothing. */
  synchronized List<T> takeWhile(Predicate<T> test) {
    List<T> taken = new ArrayList<>();
    while (!queue.isEmpty() && test.test(queue.element())) {
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
