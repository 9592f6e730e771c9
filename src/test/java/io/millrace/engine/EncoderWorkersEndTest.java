package io.millrace.engine;

import static io.millrace.engine.EncoderRequests.listener;
import static io.millrace.engine.EncoderRequests.request;
import static io.millrace.engine.EncoderRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How texts and an encoder engine of several workers end: closed, cancelled, told by listeners. */
@Timeout(120)
class EncoderWorkersEndTest extends HeldEncoder {

  @Test
  void closingWaitsForAllWorkers() throws Exception {
    EncoderEngine engine = engine(3, 4);
    List<CompletableFuture<float[][]>> results = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      results.add(submit(engine, request(4, 20 + i)));
    }
    waitForSteps(3);
    List<Thread> closers = List.of(new Thread(engine::close), new Thread(engine::close));
    closers.forEach(Thread::start);
    closers.get(0).join(50);
    assertTrue(closers.get(0).isAlive() && closers.get(1).isAlive());
    gate.countDown();
    for (Thread closer : closers) {
      closer.join();
    }
    for (int i = 0; i < 20; i++) {
      assertTrue(results.get(i).isDone());
      assertEquals(20 + i, results.get(i).get()[0][0]);
    }
    assertThrows(IllegalStateException.class, () -> submit(engine, request(1, 3)));
  }

  @Test
  void closingWakesThoseWhoWaitToSubmit() throws Exception {
    EncoderEngine engine = engine(2, 4);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(onThread(() -> submitUntilRefused(engine, answered, refused)));
    }
    waitForSteps(2);
    Thread closer = new Thread(engine::close);
    closer.start();
    for (CompletableFuture<Void> client : clients) {
      client.get();
    }
    assertEquals(4, refused.get());
    gate.countDown();
    closer.join();
    assertEquals(answered.get(), engine.metrics().finished());
    assertTrue(answered.get() >= 2, answered + " texts");
  }

  private static CompletableFuture<Void> onThread(Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task).start());
  }

  private static void submitUntilRefused(
      EncoderEngine engine, AtomicInteger answered, AtomicInteger refused) {
    try {
      while (true) {
        CompletableFuture<float[][]> result = submit(engine, request(4, 20));
        var unused = result.thenRun(answered::incrementAndGet);
      }
    } catch (IllegalStateException closed) {
      refused.incrementAndGet();
    }
  }

  @Test
  void everyTextIsToldOnceWhetherCancelledOrNot() throws Exception {
    gate.countDown();
    AtomicInteger told = new AtomicInteger();
    List<CompletableFuture<float[][]>> results = new ArrayList<>();
    EncoderEngine engine = engine(3, 16);
    for (int i = 0; i < 2000; i++) {
      CompletableFuture<float[][]> result = new CompletableFuture<>();
      results.add(result);
      Ticket ticket = engine.submit(request(1 + i % 7, 20), counted(told, listener(result)));
      if (i % 3 == 0) {
        ticket.cancel();
      }
    }
    engine.close();
    int cancelled = 0;
    for (CompletableFuture<float[][]> result : results) {
      assertTrue(result.isDone());
      Throwable error = result.handle((vectors, thrown) -> thrown).get();
      assertTrue(error == null || error instanceof CancellationException, () -> "" + error);
      cancelled += error == null ? 0 : 1;
    }
    assertEquals(2000, told.get());
    assertTrue(cancelled <= 667, cancelled + " were cancelled");
    assertEquals(2000 - cancelled, engine.metrics().finished());
    assertEquals(cancelled, engine.metrics().failed());
  }

  private static EncoderListener counted(AtomicInteger told, EncoderListener listener) {
    return new EncoderListener() {
      @Override
      public void finished(float[][] vectors) {
        told.incrementAndGet();
        listener.finished(vectors);
      }

      @Override
      public void failed(RuntimeException error) {
        told.incrementAndGet();
        listener.failed(error);
      }
    };
  }

  /** Far more than are queued at most: no worker may wait for room, nor be waited for. */
  @Test
  void listenersOfAllWorkersMaySubmitAndMustNotClose() throws Exception {
    gate.countDown();
    AtomicInteger left = new AtomicInteger(3000);
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(3000);
    EncoderEngine engine = engine(3, 4);
    for (int i = 0; i < 10; i++) {
      engine.submit(request(2, 20), new Breeder(engine, left, refused, done));
    }
    done.await();
    engine.close();
    assertEquals(engine.metrics().finished(), refused.get());
  }

  /** Submits two more texts each time it is told of one, as long as some are left. */
  private record Breeder(
      EncoderEngine engine, AtomicInteger left, AtomicInteger refused, CountDownLatch done)
      implements EncoderListener {

    @Override
    public void finished(float[][] vectors) {
      for (int i = 0; i < 2 && left.getAndDecrement() > 0; i++) {
        engine.submit(request(2, 20), this);
      }
      try {
        engine.close();
      } catch (IllegalStateException expected) {
        refused.incrementAndGet();
      }
      done.countDown();
    }

    @Override
    public void failed(RuntimeException error) {
      throw new AssertionError(error);
    }
  }
}
