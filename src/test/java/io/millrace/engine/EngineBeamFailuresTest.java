package io.millrace.engine;

import static io.millrace.engine.BeamRequests.BLOCK;
import static io.millrace.engine.BeamRequests.beams;
import static io.millrace.engine.BeamRequests.request;
import static io.millrace.engine.BeamRequests.submitAll;
import static io.millrace.engine.EngineRequests.greedy;
import static io.millrace.engine.EngineRequests.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.SamplingOptions;
import io.millrace.decoding.TokenConstraints;
import io.millrace.engine.BeamRequests.Search;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beam searches that are cancelled, run out of time, fail or are refused. */
class EngineBeamFailuresTest {

  private final Kernels kernels = new ReferenceKernels();
  private final TinyNetwork network = new TinyNetwork(kernels);

  @AfterEach
  void close() {
    network.close();
    kernels.close();
  }

  private List<BeamRecorder> run(EngineOptions options, List<Search> searches) {
    try (Engine engine = new Engine(network, kernels, options)) {
      return submitAll(engine, searches);
    }
  }

  @Test
  void cancellingEndsTheWholeGroup() {
    try (Engine engine = new Engine(network, kernels, options())) {
      for (int steps : new int[] {0, 3, 100}) {
        BeamRecorder recorder = new BeamRecorder();
        CompletableFuture<Ticket> ticket = new CompletableFuture<>();
        network.beforeStep(network.steps() + steps, () -> ticket.join().cancel());
        ticket.complete(engine.submit(request(500), beams(5), recorder));
        assertInstanceOf(CancellationException.class, recorder.error());
      }
      awaitIdle(engine);
      assertEquals(3, engine.metrics().failed());
      assertEquals(0, engine.metrics().cacheUse());
    }
  }

  @Test
  void aTimeOutEndsTheWholeGroup() {
    TokenRequest slow =
        new TokenRequest(
            "slow",
            new int[] {1, 2},
            greedy(),
            0,
            590,
            0,
            Set.of(),
            PromptLogprobs.NONE,
            Optional.of(Duration.ofMillis(1)));
    try (Engine engine = new Engine(network, kernels, options())) {
      BeamRecorder recorder = new BeamRecorder();
      engine.submit(slow, beams(4), recorder);
      assertInstanceOf(TimedOutException.class, recorder.error());
      awaitIdle(engine);
      assertEquals(0, engine.metrics().cacheUse());
    }
  }

  private static void awaitIdle(Engine engine) {
    while (engine.metrics().running() + engine.metrics().waiting() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFailureIsToldOnceAndOthersGoOn() {
    TokenRequest poisoned =
        request("p", new int[] {1, TinyNetwork.POISON}, greedy(), 9, Set.of(), PromptLogprobs.NONE);
    List<BeamRecorder> recorders =
        run(options(), List.of(new Search(poisoned, beams(3)), new Search(request(9), beams(3))));
    String message = recorders.get(0).error().getMessage();
    assertTrue(message.startsWith("position 1: logits are not finite"), message);
    assertEquals(3, recorders.get(1).found().size());

    network.failAt(network.steps() + 4);
    BeamRecorder failed = run(options(), List.of(new Search(request(50), beams(3)))).get(0);
    assertEquals("kernel failure made by a test", failed.error().getMessage());
  }

  @Test
  void whatAListenerThrowsFailsItsOwnSearch() {
    BeamRecorder throwing =
        new BeamRecorder() {
          @Override
          public void prompt(List<TokenScore> scores) {
            throw new IllegalArgumentException("made by a test");
          }
        };
    TokenRequest scored =
        request("s", new int[] {1, 2, 3}, greedy(), 9, Set.of(), PromptLogprobs.ALL);
    try (Engine engine = new Engine(network, kernels, options())) {
      engine.submit(scored, beams(3), throwing);
      assertEquals("made by a test", throwing.error().getMessage());
      BeamRecorder other = new BeamRecorder();
      engine.submit(request(9), beams(3), other);
      assertEquals(3, other.found().size());
    }
  }

  @Test
  void saysSoWhereNothingIsPossible() {
    Set<Integer> all =
        IntStream.range(0, TinyNetwork.VOCABULARY).boxed().collect(Collectors.toSet());
    SamplingOptions nothing =
        greedy()
            .withConstraints(
                new TokenConstraints(0, List.of(), all, OptionalInt.empty(), Set.of()));
    TokenRequest request = request("n", new int[] {1}, nothing, 5, Set.of(), PromptLogprobs.NONE);
    BeamRecorder recorder = run(options(), List.of(new Search(request, beams(2)))).get(0);
    assertEquals(
        "n: no token is possible: constraints exclude all there are",
        recorder.error().getMessage());
  }

  @Test
  void refusesWhatCanNeverRun() {
    try (Engine engine =
        new Engine(network, kernels, options().withCacheBytes(12 * BLOCK).withMaxSequences(6))) {
      assertRefused(
          engine,
          "beam search: beams are 7, expected at most 6, the sequences that run together",
          request(5),
          beams(7));
      assertRefused(
          engine, "beam search: max_tokens is 0, expected 1 and more", request(0), beams(2));
      assertRefused(
          engine,
          "request needs 132 tokens, the cache has room for 129; raise it, shorten the prompt or"
              + " set max_tokens <= 127",
          request(130),
          beams(4));
      TokenRequest strange =
          request(
              "x",
              new int[] {1},
              greedy()
                  .withConstraints(
                      new TokenConstraints(
                          0, List.of(List.of(1, 50)), Set.of(), OptionalInt.empty(), Set.of())),
              5,
              Set.of(),
              PromptLogprobs.NONE);
      assertRefused(engine, "bad_words: token id is 50, expected 0 to 49", strange, beams(2));
      BeamRecorder largest = new BeamRecorder();
      engine.submit(request(127), beams(4), largest);
      assertFalse(largest.found().isEmpty());
    }
  }

  private static void assertRefused(
      Engine engine, String message, TokenRequest request, BeamSearchOptions options) {
    RejectedException thrown =
        assertThrows(
            RejectedException.class, () -> engine.submit(request, options, new BeamRecorder()));
    assertEquals(message, thrown.getMessage());
  }
}
