package io.millrace.engine;

import static io.millrace.engine.EncoderRequests.listener;
import static io.millrace.engine.EncoderRequests.request;
import static io.millrace.engine.EncoderRequests.submit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.BlockLayout;
import io.millrace.model.Readout;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an encoder engine promises, on a network that can be held up. */
@Timeout(120)
class EncoderEngineTest extends HeldEncoder {

  @Test
  void stepsHoldWholeTextsBackToBack() throws Exception {
    try (EncoderEngine engine = engine(1, 100)) {
      List<CompletableFuture<float[][]>> results = new ArrayList<>();
      int[] lengths = {1, 60, 40, 30, 71, 250, 5, 5};
      for (int i = 0; i < lengths.length; i++) {
        results.add(submit(engine, request(lengths[i], i)));
        if (i == 0) {
          waitForSteps(1);
        }
      }
      gate.countDown();
      for (int i = 0; i < lengths.length; i++) {
        float[] expected = {i, (lengths[i] - 1) / 2f};
        assertArrayEquals(expected, results.get(i).get()[0]);
      }
      assertEquals(
          List.of(
              List.of(1), List.of(60, 40), List.of(30), List.of(71), List.of(250), List.of(5, 5)),
          network.steps());
      assertEquals(new EncoderMetrics(6, 462, 8, 462, 0), engine.metrics());
    }
  }

  @Test
  void theBudgetOfTheCacheLimitsStepsToo() throws Exception {
    long block = new BlockLayout(DataType.F32, 1, 2).blockBytes();
    EncoderOptions options = EncoderOptions.defaults().withCacheBytes(block);
    try (EncoderEngine engine = engine(MEAN, options)) { // still five, for the longest text
      List<CompletableFuture<float[][]>> results = new ArrayList<>();
      results.add(submit(engine, request(300, 1)));
      waitForSteps(1);
      for (int i = 0; i < 7; i++) {
        results.add(submit(engine, request(1, i)));
      }
      gate.countDown();
      for (CompletableFuture<float[][]> result : results) {
        result.get();
      }
      assertEquals(List.of(List.of(300), List.of(1, 1, 1, 1, 1), List.of(1, 1)), network.steps());
    }
  }

  @Test
  void aFailingStepFailsItsTextsOnly() throws Exception {
    try (EncoderEngine engine = engine(1, 4)) {
      CompletableFuture<float[][]> good = submit(engine, request(3, 1));
      waitForSteps(1);
      CompletableFuture<float[][]> bad = submit(engine, request(2, 13));
      CompletableFuture<float[][]> beside = submit(engine, request(2, 2));
      CompletableFuture<float[][]> later = submit(engine, request(4, 3));
      gate.countDown();
      assertEquals(1, good.get()[0][0]);
      for (CompletableFuture<float[][]> failed : List.of(bad, beside)) {
        ExecutionException error = assertThrows(ExecutionException.class, failed::get);
        assertEquals("thirteen", error.getCause().getMessage());
      }
      assertEquals(3, later.get()[0][0]);
      assertEquals(2, engine.metrics().failed());
    }
  }

  @Test
  void aTextWithoutFiniteNumbersFailsAlone() throws Exception {
    try (EncoderEngine engine = engine(1, 4)) {
      CompletableFuture<float[][]> first = submit(engine, request(3, 1));
      waitForSteps(1);
      CompletableFuture<float[][]> bad = submit(engine, request(2, FakeEncoder.DAMAGED));
      CompletableFuture<float[][]> beside = submit(engine, request(2, 2));
      gate.countDown();
      assertEquals(1, first.get()[0][0]);
      ExecutionException error = assertThrows(ExecutionException.class, bad::get);
      assertTrue(error.getCause().getMessage().startsWith("the model gave numbers that are not"));
      assertEquals(2, beside.get()[0][0]);
      assertEquals(new EncoderMetrics(2, 7, 2, 5, 1), engine.metrics());
    }
  }

  @Test
  void cancelledTextsAreNotComputed() throws Exception {
    try (EncoderEngine engine = engine(1, 4)) {
      CompletableFuture<float[][]> running = submit(engine, request(4, 1));
      waitForSteps(1);
      CompletableFuture<float[][]> result = new CompletableFuture<>();
      Ticket ticket = engine.submit(request(2, 2), listener(result));
      CompletableFuture<float[][]> later = submit(engine, request(4, 3));
      ticket.cancel();
      gate.countDown();
      assertEquals(1, running.get()[0][0]);
      Throwable error = result.handle((vectors, thrown) -> thrown).get(); // JDK 25 wraps it in get
      assertEquals(CancellationException.class, error.getClass());
      assertEquals("text 2: cancelled", error.getMessage());
      later.get();
      assertEquals(List.of(List.of(4), List.of(4)), network.steps());
      ticket.cancel(); // changes nothing
    }
  }

  @Test
  void closingWaitsForWhatIsInFlight() throws Exception {
    EncoderEngine engine = engine(1, 2);
    CompletableFuture<float[][]> running = submit(engine, request(2, 1));
    CompletableFuture<float[][]> waiting = submit(engine, request(2, 2));
    Thread closer = new Thread(engine::close);
    closer.start();
    closer.join(50);
    assertTrue(closer.isAlive());
    gate.countDown();
    closer.join();
    assertEquals(1, running.get(60, TimeUnit.SECONDS)[0][0]);
    assertEquals(2, waiting.get(60, TimeUnit.SECONDS)[0][0]);
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> submit(engine, request(1, 3)));
    assertEquals("text 3: the engine is closed, expected an open one", error.getMessage());
    engine.close();
  }

  @Test
  void aListenerMaySubmitAndMustNotClose() throws Exception {
    gate.countDown();
    CompletableFuture<float[][]> second = new CompletableFuture<>();
    CompletableFuture<RuntimeException> refused = new CompletableFuture<>();
    EncoderEngine engine = engine(1, 2);
    engine.submit(
        request(1, 1),
        new EncoderListener() {
          @Override
          public void finished(float[][] vectors) {
            engine.submit(request(1, 2), listener(second));
            try {
              engine.close();
            } catch (IllegalStateException e) {
              refused.complete(e);
            }
            throw new IllegalStateException("is only logged");
          }

          @Override
          public void failed(RuntimeException error) {}
        });
    assertEquals(2, second.get()[0][0]);
    assertEquals(
        "engine: closed by a listener, expected another thread", refused.get().getMessage());
    engine.close();
  }

  @Test
  void submittingWaitsWhileManyAreQueued() throws Exception {
    EncoderOptions options = EncoderOptions.defaults().withBatchTokens(4);
    int queued = EncoderEngine.queued(options);
    try (EncoderEngine engine = engine(MEAN, options)) {
      List<Future<?>> answers = new ArrayList<>();
      answers.add(submit(engine, request(4, 0)));
      waitForSteps(1);
      for (int i = 0; i < queued; i++) {
        answers.add(submit(engine, request(4, 1)));
      }
      CountDownLatch done = new CountDownLatch(1);
      Thread submitter =
          new Thread(
              () -> {
                answers.add(submit(engine, request(4, 2)));
                done.countDown();
              });
      submitter.start();
      assertFalse(done.await(50, TimeUnit.MILLISECONDS));
      gate.countDown();
      assertTrue(done.await(60, TimeUnit.SECONDS));
      for (Future<?> answer : answers) {
        answer.get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void whatCanNeverRunIsRefused() {
    gate.countDown();
    try (EncoderEngine engine = engine(1, 4)) {
      assertRefused(
          engine, request(301, 1), "text: has 301 tokens, the model reads 300; shorten it");
      assertRefused(engine, request(1, 100), "text: token is 100, expected 0 to 99");
      assertRefused(
          engine,
          new EncoderRequest("text", new int[] {1}, new int[] {2}, 0),
          "text: token type is 2, expected 0 to 1");
    }
  }

  private static void assertRefused(EncoderEngine engine, EncoderRequest request, String message) {
    RejectedException error = assertThrows(RejectedException.class, () -> submit(engine, request));
    assertEquals(message, error.getMessage());
  }

  @Test
  void tokensHaveAVectorEachAndPromptsAreLeftOut() throws Exception {
    gate.countDown();
    try (EncoderEngine engine = engine(Readout.ofTokens(List.of()), EncoderOptions.defaults())) {
      float[][] vectors = submit(engine, request(3, 7)).get();
      assertArrayEquals(new float[][] {{7, 0}, {7, 1}, {7, 2}}, vectors);
    }
    try (EncoderEngine engine = engine(1, 4)) {
      EncoderRequest request = new EncoderRequest("text", new int[] {1, 2, 3}, new int[3], 1);
      assertArrayEquals(new float[] {2.5f, 1.5f}, submit(engine, request).get()[0]);
    }
  }
}
