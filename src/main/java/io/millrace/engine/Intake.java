package io.millrace.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The queue between those who submit and an engine's loops: bounded, so that submitting waits while
 * it is full, and closable.
 *
 * @param <T> what is queued
 */
final class Intake<T> {

  private final int capacity;
  private final Function<T, String> name;
  private final Deque<T> queue = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition queued = lock.newCondition(); // wakes one loop for each item, not all
  private final Condition room = lock.newCondition();
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
  void put(T item) throws InterruptedException {
    lock.lock();
    try {
      while (!closed && queue.size() >= capacity) {
        room.await();
      }
      putNow(item);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds one at once, even if the queue is full: for a loop's own thread.
   *
   * @throws IllegalStateException if the queue is closed
   */
  void putNow(T item) {
    locked(
        () -> {
          if (closed) {
            throw new IllegalStateException(
                name.apply(item) + ": the engine is closed, expected an open one");
          }
          queue.add(item);
          queued.signal();
          return item;
        });
  }

  /** Takes all that is queued, at most {@code limit}; perhaps nothing. */
  List<T> take(int limit) {
    List<T> taken = new ArrayList<>();
    takeWhile(item -> taken.size() < limit, taken);
    return taken;
  }

  /** Takes what is queued from the first on while the test holds; perhaps nothing. */
  void takeWhile(Predicate<T> test, List<T> taken) {
    locked(
        () -> {
          while (!queue.isEmpty() && test.test(queue.element())) {
            taken.add(queue.element());
            queue.remove();
          }
          room.signalAll();
          return taken;
        });
  }

  /** Waits until something is queued or the queue is closed; false if closed and empty. */
  boolean await() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && queue.isEmpty()) {
        queued.await();
      }
      return !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return locked(queue::size);
  }

  /** Accepts nothing more; what is queued stays. */
  void close() {
    locked(
        () -> {
          closed = true;
          queued.signalAll();
          room.signalAll();
          return closed;
        });
  }

  private <R> R locked(Supplier<R> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
