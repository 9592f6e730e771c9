package io.millrace.batch;

/**
 * Lets in a bounded number of requests, of a bounded size in all; one that is larger than all that
 * enters alone.
 */
final class Gate {

  private final int maxCount;
  private final long maxBytes;
  private int count;
  private long bytes;
  private boolean closed;

  Gate(int maxCount, long maxBytes) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
  }

  /** Waits for room; false if the gate is closed, when nobody enters any more. */
  synchronized boolean enter(long size) throws InterruptedException {
    while (!closed && count > 0 && (count >= maxCount || bytes + size > maxBytes)) {
      wait();
    }
    if (closed) {
      return false;
    }
    count++;
    bytes += size;
    return true;
  }

  synchronized void leave(long size) {
    count--;
    bytes -= size;
    notifyAll();
  }

  /** Lets nobody in any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until everybody has left. */
  synchronized void awaitEmpty() throws InterruptedException {
    while (count > 0) {
      wait();
    }
  }
}
