package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GateTest {

  private static CompletableFuture<Boolean> enter(Gate gate, long bytes) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return gate.enter(bytes);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void expectWaiting(CompletableFuture<Boolean> entering) {
    assertThrows(TimeoutException.class, () -> entering.get(100, TimeUnit.MILLISECONDS));
  }

  @Test
  void numberAndSizeAreBounded() throws Exception {
    Gate gate = new Gate(2, 100);
    assertTrue(gate.enter(60));
    CompletableFuture<Boolean> large = enter(gate, 41);
    expectWaiting(large);
    gate.leave(60);
    assertTrue(large.get(60, TimeUnit.SECONDS));
    assertTrue(gate.enter(0));
    CompletableFuture<Boolean> third = enter(gate, 0);
    expectWaiting(third);
    gate.leave(0);
    assertTrue(third.get(60, TimeUnit.SECONDS));
  }

  @Test
  void whatIsLargerThanAllEntersAlone() throws Exception {
    Gate gate = new Gate(2, 100);
    assertTrue(gate.enter(1000));
    CompletableFuture<Boolean> next = enter(gate, 1);
    expectWaiting(next);
    gate.leave(1000);
    assertTrue(next.get(60, TimeUnit.SECONDS));
  }

  @Test
  void whoWaitsIsSentAwayWhenTheGateCloses() throws Exception {
    Gate gate = new Gate(1, 100);
    assertTrue(gate.enter(1));
    CompletableFuture<Boolean> waiting = enter(gate, 1);
    expectWaiting(waiting);
    gate.close();
    assertFalse(waiting.get(60, TimeUnit.SECONDS));
    assertFalse(gate.enter(0));
    gate.leave(1);
    gate.awaitEmpty();
  }
}
