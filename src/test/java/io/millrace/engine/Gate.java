package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the engine at its first token, so that what is submitted meanwhile runs together. */
final class Gate extends Recorder {
  private final CountDownLatch latch = new CountDownLatch(1);

  @Override
  public Verdict token(TokenScore token) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS), "the gate was not opened");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return super.token(token);
  }

  void open() {
    latch.countDown();
  }
}
