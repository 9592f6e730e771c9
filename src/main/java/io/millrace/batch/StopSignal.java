package io.millrace.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks running jobs to end early: what runs is finished, nothing new is started, and the job can be
 * resumed. Threads may share it.
 */
public final class StopSignal {

  private final List<Runnable> listeners = new ArrayList<>();
  private boolean raised;

  /** Asks for the end; later calls do nothing. */
  public void raise() {
    List<Runnable> told;
    synchronized (this) {
      if (raised) {
        return;
      }
      raised = true;
      told = List.copyOf(listeners);
    }
    told.forEach(Runnable::run);
  }

  /** Whether the end was asked for. */
  public synchronized boolean isRaised() {
    return raised;
  }

  /** Has {@code listener} told once, at once if it was raised already. */
  void tell(Runnable listener) {
    synchronized (this) {
      if (!raised) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  synchronized void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
