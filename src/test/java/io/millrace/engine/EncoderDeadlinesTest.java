package io.millrace.engine;

import static io.millrace.engine.EncoderRequests.request;
import static io.millrace.engine.EncoderRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that must be encoded by a moment, on a network that can be held up. */
@Timeout(120)
class EncoderDeadlinesTest extends HeldEncoder {

  private EncoderEngine engine;

  @BeforeEach
  void start() {
    engine = engine(1, 4);
  }

  @AfterEach
  void end() { // before what it works with is closed
    gate.countDown();
    engine.close();
  }

  private static Deadline in(long millis) {
    return Deadline.in(Optional.of(Duration.ofMillis(millis)));
  }

  private static void assertTimedOut(CompletableFuture<?> result) {
    ExecutionException error = assertThrows(ExecutionException.class, result::get);
    assertEquals(TimedOutException.class, error.getCause().getClass());
    assertEquals("ran longer than its time-out; allow more time", error.getCause().getMessage());
  }

  @Test
  void whatHasWaitedTooLongIsNotComputed() throws Exception {
    CompletableFuture<float[][]> running = submit(engine, request(4, 1));
    waitForSteps(1);
    CompletableFuture<float[][]> late = submit(engine, request(2, 2).by(in(5)));
    CompletableFuture<float[][]> patient = submit(engine, request(4, 3).by(in(600_000)));
    Thread.sleep(20);
    gate.countDown();
    assertEquals(1, running.get()[0][0]);
    assertTimedOut(late);
    assertEquals(3, patient.get()[0][0]);
    assertEquals(List.of(List.of(4), List.of(4)), network.steps());
    assertEquals(new EncoderMetrics(2, 8, 2, 8, 1), engine.metrics());
  }

  @Test
  void whatEndsTooLateFailsAndWhatIsBesideItDoesNot() throws Exception {
    gate.countDown();
    submit(engine, request(1, 1)).get();
    CompletableFuture<float[][]> first = new CompletableFuture<>();
    CompletableFuture<float[][]> late = new CompletableFuture<>();
    CompletableFuture<float[][]> beside = new CompletableFuture<>();
    engine.submit(
        request(4, 2),
        new EncoderListener() {
          @Override
          public void finished(float[][] vectors) { // the two make one step, as nobody takes them
            Deadline soon = in(2000);
            network.outlast(soon);
            engine.submit(request(2, 15).by(soon), EncoderRequests.listener(late));
            engine.submit(request(2, 3), EncoderRequests.listener(beside));
            first.complete(vectors);
          }

          @Override
          public void failed(RuntimeException error) {
            first.completeExceptionally(error);
          }
        });
    first.get();
    assertTimedOut(late);
    assertEquals(3, beside.get()[0][0]);
    assertEquals(List.of(List.of(1), List.of(4), List.of(2, 2)), network.steps());
    assertEquals(new EncoderMetrics(3, 9, 3, 7, 1), engine.metrics());
  }

  @Test
  void deadlinesMayLieBeyondWhatNanosecondsCount() {
    assertFalse(Deadline.in(Optional.of(Duration.ofSeconds(Long.MAX_VALUE))).isOver());
    assertFalse(Deadline.in(Optional.empty()).isOver());
  }
}
