package io.millrace.engine;

import static io.millrace.engine.EncoderRequests.request;
import static io.millrace.engine.EncoderRequests.submit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.BlockLayout;
import io.millrace.model.Ops;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an encoder engine of several workers promises, on a network that can be held up. */
@Timeout(120)
class EncoderWorkersTest extends HeldEncoder {

  @Test
  void stepsRunAtOnceAndOneAloneHasAllThreads() throws Exception {
    try (EncoderEngine engine = engine(2, 4)) {
      List<CompletableFuture<float[][]>> results = new ArrayList<>();
      results.add(submit(engine, request(4, 0)));
      waitForSteps(1);
      results.add(submit(engine, request(4, 1)));
      waitForSteps(2); // the first one is still held up
      gate.countDown();
      for (int i = 2; i < 6; i++) {
        results.get(i - 2).get();
        results.get(i - 1).get();
        results.add(submit(engine, request(4, i)));
      }
      results.get(5).get();
      List<Ops> ran = network.operations();
      assertNotSame(ran.get(0), ran.get(1));
      for (int i = 2; i < 6; i++) {
        assertSame(ran.get(0), ran.get(i), "step " + i);
      }
      assertEquals(new EncoderMetrics(6, 24, 6, 24, 0), engine.metrics());
    }
  }

  @Test
  void aStepWithTextsBehindItLeavesTheOtherThreadsToThese() throws Exception {
    try (EncoderEngine engine = engine(2, 4)) {
      List<CompletableFuture<float[][]>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        results.add(submit(engine, request(4, i)));
        waitForSteps(i + 1);
      }
      for (int i = 2; i < 30; i++) {
        results.add(submit(engine, request(4, i % 10)));
      }
      gate.countDown();
      for (CompletableFuture<float[][]> result : results) {
        result.get();
      }
      Ops alone = network.operations().get(0);
      long byAll = network.operations().stream().filter(ops -> ops == alone).count();
      // The first, and perhaps what each worker took last, if it began when the other had ended.
      assertTrue(byAll <= 3, byAll + " steps had all threads");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void manyClientsAreAnsweredEachItsOwn(int workers) throws Exception {
    gate.countDown();
    int clients = 8;
    int texts = 300;
    AtomicInteger tokens = new AtomicInteger();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    EncoderEngine engine = engine(workers, 64);
    for (int client = 0; client < clients; client++) {
      int number = client;
      done.add(onThread(() -> converse(engine, number, texts, tokens)));
    }
    for (CompletableFuture<Void> client : done) {
      client.get();
    }
    EncoderMetrics metrics = engine.metrics();
    assertEquals((long) clients * texts, metrics.finished());
    assertEquals(tokens.get(), metrics.tokens());
    assertEquals(tokens.get(), metrics.rows());
    assertEquals(0, metrics.failed());
    assertEquals(network.steps().size(), metrics.steps());
    engine.close();
  }

  private static CompletableFuture<Void> onThread(Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task).start());
  }

  /** Submits some at once, then waits for these. */
  private static void converse(EncoderEngine engine, int client, int texts, AtomicInteger tokens) {
    List<CompletableFuture<float[][]>> results = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      results.add(submit(engine, request(length(client, i), 20 + client)));
      tokens.addAndGet(length(client, i));
      if (i % (client + 1) == 0 || i == texts - 1) {
        for (int k = 0; k < results.size(); k++) {
          float[] expected = {20 + client, (length(client, i + 1 - results.size() + k) - 1) / 2f};
          assertArrayEquals(expected, results.get(k).join()[0]);
        }
        results.clear();
      }
    }
  }

  private static int length(int client, int i) {
    return 1 + (i * 31 + client * 7) % 90;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anErrorFailsTheTextsOfItsStepAndNoWorkerDies(int workers) throws Exception {
    try (EncoderEngine engine = engine(workers, 4)) {
      List<CompletableFuture<float[][]>> results = new ArrayList<>();
      for (int i = 0; i < 12 * workers; i++) {
        results.add(submit(engine, request(4, i % 2 == 0 ? 14 : 20 + i)));
      }
      gate.countDown();
      for (int i = 0; i < results.size(); i++) {
        if (i % 2 == 0) {
          ExecutionException error = assertThrows(ExecutionException.class, results.get(i)::get);
          assertEquals("java.lang.AssertionError: fourteen", error.getCause().getMessage());
        } else {
          assertEquals(20 + i, results.get(i).get()[0][0]);
        }
      }
      assertEquals(
          new EncoderMetrics(
              6L * workers, 24L * workers, 6L * workers, 24L * workers, 6L * workers),
          engine.metrics());
    }
  }

  @Test
  void workersShareTheBudgetOfTheCache() throws Exception {
    long block = new BlockLayout(DataType.F32, 1, 2).blockBytes();
    EncoderOptions options = EncoderOptions.forWorkers(2).withCacheBytes(15 * block);
    try (EncoderEngine engine = engine(MEAN, options)) {
      List<CompletableFuture<float[][]>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) { // both workers; the longest text needs five blocks
        results.add(submit(engine, request(300, i)));
        waitForSteps(i + 1);
      }
      for (int i = 0; i < 40; i++) {
        results.add(submit(engine, request(1, 20)));
      }
      gate.countDown();
      for (CompletableFuture<float[][]> result : results) {
        result.get();
      }
      List<Integer> sizes = network.steps().stream().map(List::size).toList();
      assertTrue(sizes.stream().allMatch(size -> size <= 7), sizes.toString());
      assertTrue(sizes.contains(7), sizes.toString());
    }
  }
}
