package io.millrace.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The daemon threads of an engine, beside the queue they are fed through.
 *
 * @param <T> what is queued
 */
final class EngineThreads<T> {

  private final Intake<T> intake;
  private final List<Thread> threads;

  private EngineThreads(Intake<T> intake, List<Thread> threads) {
    this.intake = intake;
    this.threads = threads;
  }

  /**
   * Starts loops that take from the queue and end once that is closed and empty, each on a thread.
   */
  static <T> EngineThreads<T> start(String name, Intake<T> intake, List<? extends Runnable> loops) {
    List<Thread> threads = new ArrayList<>();
    for (Runnable loop : loops) {
      String number = loops.size() == 1 ? "" : "-" + (threads.size() + 1);
      Thread thread = new Thread(loop, name + number);
      thread.setDaemon(true);
      threads.add(thread);
    }
    try {
      threads.forEach(Thread::start);
    } catch (Error outOfThreads) {
      intake.close(); // ends those that have started
      throw outOfThreads;
    }
    return new EngineThreads<>(intake, List.copyOf(threads));
  }

  /**
   * Queues something; waits while the queue is full, unless called on one of the threads.
   *
   * @param id names it in messages
   * @throws IllegalStateException if the queue is closed, or the calling thread is interrupted
   */
  void queue(T item, String id) {
    if (threads.contains(Thread.currentThread())) {
      intake.putNow(item);
      return;
    }
    try {
      intake.put(item);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(id + ": interrupted while waiting to be queued", interrupted);
    }
  }

  /**
   * Closes the queue and waits until all loops have ended.
   *
   * @throws IllegalStateException if called on one of the threads, which it would wait for
   */
  void close() {
    if (threads.contains(Thread.currentThread())) {
      throw new IllegalStateException("engine: closed by a listener, expected another thread");
    }
    intake.close();
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException again) {
          interrupted = true; // what is in flight still uses the network
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
