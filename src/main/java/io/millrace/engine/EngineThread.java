package io.millrace.engine;

/**
 * The one daemon thread of an engine, beside the queue it is fed through.
 *
 * @param <T> what is queued
 */
final class EngineThread<T> {

  private final Intake<T> intake;
  private final Thread thread;

  private EngineThread(Intake<T> intake, Thread thread) {
    this.intake = intake;
    this.thread = thread;
  }

  /** Starts a loop that takes from the queue and ends once that is closed and empty. */
  static <T> EngineThread<T> start(String name, Intake<T> intake, Runnable loop) {
    Thread thread = new Thread(loop, name);
    thread.setDaemon(true);
    thread.start();
    return new EngineThread<>(intake, thread);
  }

  /**
   * Queues something; waits while the queue is full, unless called on the thread itself.
   *
   * @param id names it in messages
   * @throws IllegalStateException if the queue is closed, or the calling thread is interrupted
   */
  void queue(T item, String id) {
    if (Thread.currentThread() == thread) {
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
   * Closes the queue and waits until the loop has ended.
   *
   * @throws IllegalStateException if called on the thread, which it would wait for
   */
  void close() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("engine: closed by a listener, expected another thread");
    }
    intake.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true; // what is in flight still uses the network
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
