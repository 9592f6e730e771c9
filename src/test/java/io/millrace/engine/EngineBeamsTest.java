package io.millrace.engine;

import static io.millrace.engine.EngineRequests.greedy;
import static io.millrace.engine.EngineRequests.options;
import static io.millrace.engine.EngineRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import io.millrace.decoding.SamplingOptions;
import io.millrace.decoding.TokenConstraints;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beam searches in the engine, alone and among others. */
class EngineBeamsTest {

  private static final long BLOCK = 2L * 2 * 16 * 64 * 4; // bytes of a block in both layers

  private final Kernels kernels = new ReferenceKernels();
  private final TinyNetwork network = new TinyNetwork(kernels);

  @AfterEach
  void close() {
    network.close();
    kernels.close();
  }

  /** A request with the options of its search. */
  private record Search(TokenRequest request, BeamSearchOptions options) {}

  private static List<Search> searches(int count) {
    Random random = new Random(23);
    int[] text = random.ints(200, 0, TinyNetwork.POISON).toArray();
    List<Search> searches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 1 + random.nextInt(i % 2 == 0 ? 100 : 20);
      int[] prompt = random.ints(length, 0, TinyNetwork.POISON).toArray();
      if (i % 3 == 0) {
        System.arraycopy(text, 0, prompt, 0, length);
      }
      int beams = 1 + random.nextInt(5);
      EarlyStopping stopping = EarlyStopping.values()[i % 3];
      TokenConstraints constraints =
          new TokenConstraints(
              i % 4 == 0 ? 0 : 2 + i % 4,
              List.of(),
              Set.of(TinyNetwork.POISON),
              OptionalInt.empty(),
              Set.of());
      SamplingOptions sampling = greedy().withConstraints(constraints);
      sampling = i % 5 == 0 ? sampling.withRepetitionPenalty(1.3f) : sampling;
      sampling = i % 5 == 1 ? sampling.withLogprobs(2) : sampling;
      Set<Integer> ends = new HashSet<>(List.of(random.nextInt(40), random.nextInt(40)));
      ends = i % 4 < 2 ? Set.of() : ends; // they end most searches soon
      PromptLogprobs scores = i % 4 == 1 ? PromptLogprobs.ALL : PromptLogprobs.NONE;
      searches.add(
          new Search(
              request("b" + i, prompt, sampling, 1 + random.nextInt(150), ends, scores),
              new BeamSearchOptions(beams, i % 2, stopping, 1 + random.nextInt(beams))));
    }
    return searches;
  }

  private static TokenRequest request(
      String id,
      int[] prompt,
      SamplingOptions sampling,
      int maxTokens,
      Set<Integer> ends,
      PromptLogprobs scores) {
    return new TokenRequest(id, prompt, sampling, 0, maxTokens, 0, ends, scores, Optional.empty());
  }

  private static TokenRequest request(int maxTokens) {
    return request("r", new int[] {1, 2}, greedy(), maxTokens, Set.of(), PromptLogprobs.NONE);
  }

  private static BeamSearchOptions beams(int count) {
    return new BeamSearchOptions(count, 1, EarlyStopping.LIKELY, count);
  }

  private List<BeamRecorder> run(EngineOptions options, List<Search> searches) {
    try (Engine engine = new Engine(network, kernels, options)) {
      return submitAll(engine, searches);
    }
  }

  private static List<BeamRecorder> submitAll(Engine engine, List<Search> searches) {
    List<BeamRecorder> recorders = new ArrayList<>();
    for (Search search : searches) {
      recorders.add(new BeamRecorder());
      engine.submit(search.request(), search.options(), recorders.get(recorders.size() - 1));
    }
    return recorders;
  }

  @Test
  void whatIsFoundDependsOnTheRequestOnly() {
    List<Search> searches = searches(24);
    List<List<BeamHypothesis>> alone = new ArrayList<>();
    List<List<TokenScore>> prompts = new ArrayList<>();
    for (Search search : searches) {
      BeamRecorder recorder = run(options(), List.of(search)).get(0);
      alone.add(recorder.found());
      prompts.add(recorder.promptScores());
    }
    List<EngineOptions> ways =
        List.of(
            options(),
            options().withBatchTokens(7).withMaxSequences(5),
            options().withPrefixCache(PrefixCache.OFF).withBatchTokens(33),
            options().withCacheBytes(25 * BLOCK), // five beams of 249 positions at most
            options().withCacheBytes(25 * BLOCK).withPrefixCache(PrefixCache.OFF));
    for (EngineOptions way : ways) {
      List<BeamRecorder> together = run(way, searches);
      for (int i = 0; i < searches.size(); i++) {
        assertEquals(alone.get(i), together.get(i).found(), way + ": search " + i);
        assertEquals(prompts.get(i), together.get(i).promptScores(), way + ": search " + i);
      }
    }
  }

  /** Long sequences that grow crowd the beams out again and again. */
  @Test
  void beamsAndOthersTakeTurnsInATinyCache() {
    List<Search> searches = searches(16);
    Random random = new Random(5);
    List<TokenRequest> requests = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int[] prompt = random.ints(30, 0, TinyNetwork.POISON).toArray();
      requests.add(
          request("r" + i, prompt, EngineRequests.sound(), 330, Set.of(), PromptLogprobs.NONE));
    }
    List<Outcome> others = new ArrayList<>();
    List<List<BeamHypothesis>> found = new ArrayList<>();
    for (EngineOptions way :
        List.of(options(), options().withCacheBytes(25 * BLOCK).withMaxSequences(20))) {
      try (Engine engine = new Engine(network, kernels, way)) {
        List<Recorder> recorders = new ArrayList<>();
        List<BeamRecorder> beams = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          recorders.addAll(submit(engine, List.of(requests.get(i))));
          beams.addAll(i % 2 == 0 ? List.of() : submitAll(engine, List.of(searches.get(i))));
        }
        List<Outcome> outcomes = recorders.stream().map(Recorder::outcome).toList();
        List<List<BeamHypothesis>> results = beams.stream().map(BeamRecorder::found).toList();
        if (!others.isEmpty()) {
          assertEquals(others, outcomes);
          assertEquals(found, results);
          assertTrue(
              engine.metrics().preemptions() > 10, "preempted: " + engine.metrics().preemptions());
        }
        others.addAll(outcomes);
        found.addAll(results);
      }
    }
  }

  @Test
  void oneBeamIsGreedy() {
    Outcome greedy;
    try (Engine engine = new Engine(network, kernels, options())) {
      greedy = submit(engine, List.of(request(30))).get(0).outcome();
    }
    BeamRecorder recorder = run(options(), List.of(new Search(request(30), beams(1)))).get(0);
    assertEquals(List.of(greedy.ids()), recorder.ids());
    assertEquals(StopCause.LENGTH, recorder.found().get(0).cause());
  }

  @Test
  void theScoreIsMadeOfTheTokensLogprobs() {
    for (BeamHypothesis found :
        run(options(), List.of(new Search(request(9), beams(4)))).get(0).found()) {
      float sum = 0;
      for (TokenScore token : found.tokens()) {
        sum += token.logprob();
      }
      assertEquals(sum / found.tokens().size(), found.score());
    }
  }

  @Test
  void cancellingEndsTheWholeGroup() throws InterruptedException {
    try (Engine engine = new Engine(network, kernels, options())) {
      for (int pause : new int[] {0, 3, 20}) {
        BeamRecorder recorder = new BeamRecorder();
        Ticket ticket = engine.submit(request(500), beams(5), recorder);
        Thread.sleep(pause);
        ticket.cancel();
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
    assertTrue(message.startsWith("p: position 1: logits are not finite"), message);
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

  @Test
  void metricsCountWhatWasFound() {
    Engine engine = new Engine(network, kernels, options());
    BeamRecorder recorder = new BeamRecorder();
    engine.submit(request(9), new BeamSearchOptions(4, 1, EarlyStopping.LIKELY, 2), recorder);
    engine.close();
    EngineMetrics metrics = engine.metrics();
    assertEquals(18, metrics.generatedTokens());
    assertEquals(1, metrics.finished());
    assertEquals(1, metrics.firstTokens());
    assertEquals(0, metrics.running());
    assertEquals(2, recorder.found().size());
  }
}
