package io.millrace.engine;

import static io.millrace.engine.EngineRequests.greedy;
import static io.millrace.engine.EngineRequests.options;
import static io.millrace.engine.EngineRequests.request;
import static io.millrace.engine.EngineRequests.requests;
import static io.millrace.engine.EngineRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.Recorder.Outcome;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong, or ends early, concerns its own request only. */
class EngineFailuresTest {

  private final Kernels kernels = new ReferenceKernels();
  private final TinyNetwork network = new TinyNetwork(kernels);

  @AfterEach
  void close() {
    network.close();
    kernels.close();
  }

  @Test
  void aCancelledRequestEndsWhereverItIs() {
    List<TokenRequest> requests = requests(6);
    List<Outcome> expected = run(options(), requests);
    try (Engine engine = new Engine(network, kernels, options().withMaxSequences(2))) {
      Gate gate = new Gate();
      engine.submit(request(greedy(), 3, Set.of()), gate);
      Recorder running = new Recorder();
      Ticket first =
          engine.submit(request(greedy(), 300, Set.of()), List.of(running, new Recorder()));
      Recorder queued = new Recorder();
      Ticket second = engine.submit(request(greedy(), 300, Set.of()), queued);
      List<Recorder> others = submit(engine, requests);
      first.cancel();
      second.cancel();
      gate.open();
      assertEquals("r: cancelled", running.error().getMessage());
      assertEquals(CancellationException.class, queued.error().getClass());
      assertEquals(0, queued.count());
      assertEquals(expected, others.stream().map(Recorder::outcome).toList());
      first.cancel(); // too late, and harmless
    }
  }

  @Test
  void aRequestThatRunsTooLongFailsAlone() {
    TokenRequest hasty =
        new TokenRequest(
            "hasty",
            new int[] {1, 2},
            greedy(),
            0,
            500,
            0,
            Set.of(),
            PromptLogprobs.NONE,
            Optional.of(Duration.ofNanos(1)));
    List<TokenRequest> requests = requests(4);
    List<Outcome> expected = run(options(), requests);
    try (Engine engine = new Engine(network, kernels, options())) {
      Recorder recorder = new Recorder();
      engine.submit(hasty, recorder);
      List<Recorder> others = submit(engine, requests);
      assertEquals(TimedOutException.class, recorder.error().getClass());
      assertEquals(
          "ran longer than its time-out of 0.0 s; allow more time or fewer tokens",
          recorder.error().getMessage());
      assertEquals(expected, others.stream().map(Recorder::outcome).toList());
    }
  }

  @Test
  void spoiledLogitsFailTheirRequestOnly() {
    List<TokenRequest> requests = requests(8);
    List<Outcome> expected = run(options(), requests);
    try (Engine engine = new Engine(network, kernels, options())) {
      Gate gate = new Gate();
      engine.submit(request(greedy(), 1, Set.of()), gate);
      Recorder poisoned = new Recorder();
      engine.submit(
          new TokenRequest(
              "bad",
              new int[] {3, TinyNetwork.POISON, 4},
              greedy(),
              0,
              5,
              0,
              Set.of(),
              PromptLogprobs.NONE,
              Optional.empty()),
          poisoned);
      List<Recorder> recorders = submit(engine, requests);
      gate.open();
      assertTrue(
          poisoned.error().getMessage().startsWith("position 2: logits are not finite"),
          poisoned.error().getMessage());
      assertEquals(expected, recorders.stream().map(Recorder::outcome).toList());
      // its blocks are used again by these, and hold nothing of it
      assertEquals(expected, submit(engine, requests).stream().map(Recorder::outcome).toList());
    }
  }

  @Test
  void failureOfAStepFailsItsRequestsAndNoLaterOnes() {
    network.failAt(3);
    try (Engine engine = new Engine(network, kernels, options())) {
      Recorder first = new Recorder();
      engine.submit(request(greedy(), 20, Set.of()), first);
      assertEquals("kernel failure made by a test", first.error().getMessage());
      assertEquals(3, first.count());
      Recorder second = new Recorder();
      engine.submit(request(greedy(), 20, Set.of()), second);
      assertEquals(20, second.outcome().tokens().size());
      EngineMetrics metrics = engine.metrics();
      assertEquals(1, metrics.failed());
    }
  }

  @Test
  void listenersThatThrowFailAlone() {
    List<TokenRequest> requests = requests(6);
    List<Outcome> expected = run(options(), requests);
    try (Engine engine = new Engine(network, kernels, options())) {
      Gate gate = new Gate();
      engine.submit(request(greedy(), 1, Set.of()), gate);
      Recorder thrower =
          new Recorder() {
            @Override
            public Verdict token(TokenScore token) {
              throw new StackOverflowError("listener");
            }

            @Override
            public void failed(RuntimeException error) {
              super.failed(error);
              throw new IllegalArgumentException("listener, again");
            }
          };
      engine.submit(request(greedy(), 5, Set.of()), thrower);
      List<Recorder> recorders = submit(engine, requests);
      gate.open();
      assertEquals(StackOverflowError.class, thrower.error().getCause().getClass());
      assertEquals(expected, recorders.stream().map(Recorder::outcome).toList());
    }
  }

  @Test
  void closeWaitsForRequestsInFlightAndThenRefuses() {
    Engine engine = new Engine(network, kernels, options().withMaxSequences(2));
    List<Recorder> recorders = submit(engine, requests(8));
    engine.close();
    for (Recorder recorder : recorders) {
      assertTrue(recorder.outcome().tokens().size() > 0);
    }
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () -> engine.submit(request(greedy(), 5, Set.of()), new Recorder()));
    assertEquals("r: the engine is closed, expected an open one", thrown.getMessage());
    engine.close();
  }

  @Test
  void listenersMaySubmitEvenIfTheQueueIsFull() throws InterruptedException {
    int generations = 40;
    CountDownLatch all = new CountDownLatch(generations);
    try (Engine engine = new Engine(network, kernels, options().withMaxSequences(1))) {
      class Chain extends Recorder {
        private final int left;

        Chain(int left) {
          this.left = left;
        }

        @Override
        public void finished(StopCause cause) {
          super.finished(cause);
          all.countDown();
          if (left > 0) {
            engine.submit(request(greedy(), 1, Set.of()), new Chain(left / 2));
            engine.submit(request(greedy(), 1, Set.of()), new Chain(left - 1 - left / 2));
          }
        }
      }

      submit(engine, requests(2));
      engine.submit(request(greedy(), 1, Set.of()), new Chain(20));
      assertTrue(all.await(60, TimeUnit.SECONDS), "left: " + all);
    }
  }

  @Test
  void manyThreadsSubmitMoreThanTheQueueHolds() throws InterruptedException {
    List<TokenRequest> requests = requests(10);
    List<Outcome> expected = run(options(), requests);
    List<List<Recorder>> answers = Collections.synchronizedList(new ArrayList<>());
    try (Engine engine = new Engine(network, kernels, options().withMaxSequences(3))) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Thread thread = new Thread(() -> answers.add(submit(engine, requests)));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(6, answers.size());
    for (List<Recorder> answer : answers) {
      assertEquals(expected, answer.stream().map(Recorder::outcome).toList());
    }
  }

  private List<Outcome> run(EngineOptions options, List<TokenRequest> requests) {
    try (Engine engine = new Engine(network, kernels, options)) {
      return submit(engine, requests).stream().map(Recorder::outcome).toList();
    }
  }
}
