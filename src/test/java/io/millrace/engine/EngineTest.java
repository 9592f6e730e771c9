package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import io.millrace.tensor.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {

  private final Kernels kernels = new ReferenceKernels();
  private final TinyNetwork network = new TinyNetwork(kernels);

  @AfterEach
  void close() {
    network.close();
    kernels.close();
  }

  @Test
  void answersDoNotDependOnTheBatch() {
    List<TokenRequest> requests = requests(32);
    List<Outcome> alone = run(options().withMaxSequences(1), requests);
    List<Outcome> together = run(options().withMaxSequences(32), requests);
    assertEquals(alone, together);
    assertTrue(alone.stream().map(Outcome::ids).distinct().count() > 25, "answers hardly differ");
  }

  @Test
  void answersDoNotDependOnHowPromptsAreCut() {
    List<TokenRequest> requests = requests(12);
    List<Outcome> whole = run(options().withBatchTokens(256), requests);
    assertEquals(whole, run(options().withBatchTokens(16), requests));
    assertEquals(whole, run(options().withBatchTokens(1), requests.subList(0, 12)));
  }

  @Test
  void answersDoNotDependOnTheOrderOfSubmission() {
    List<TokenRequest> requests = requests(20);
    List<Outcome> expected = run(options(), requests);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(3));
    List<Outcome> shuffled = run(options(), order.stream().map(requests::get).toList());
    for (int i = 0; i < order.size(); i++) {
      assertEquals(expected.get(order.get(i)), shuffled.get(i));
    }
  }

  @Test
  void answersDoNotDependOnTheSizeOfTheCache() {
    List<TokenRequest> requests = requests(10);
    List<Outcome> expected = run(options(), requests);
    long block = 2L * 2 * 16 * 64 * 4;
    assertEquals(expected, run(options().withCacheBytes(5 * block), requests));
  }

  /** Forty requests with three beginnings in common, in a cache that makes them give way. */
  @Test
  void answersDoNotDependOnWhatIsShared() {
    List<TokenRequest> requests = requestsThatBeginAlike(40);
    EngineOptions alone = options().withMaxSequences(1).withPrefixCache(PrefixCache.OFF);
    List<Outcome> expected = run(alone, requests);
    EngineMetrics off = metrics(options().withPrefixCache(PrefixCache.OFF), requests, expected);
    assertEquals(0, off.cachedTokens());
    EngineMetrics on = metrics(options(), requests, expected);
    assertTrue(on.cachedTokens() > 2000, on.cachedTokens() + " tokens were shared");
    assertEquals(off.promptTokens(), on.promptTokens() + on.cachedTokens());
    assertEquals(0, on.preemptions());
    long block = 2L * 2 * 16 * 64 * 4;
    EngineMetrics tiny = metrics(options().withCacheBytes(8 * block), requests, expected);
    assertTrue(tiny.preemptions() > 0 && tiny.recomputedTokens() > 0, "nobody gave way");
    assertTrue(tiny.peakCacheUse() > 0.9 && tiny.peakCacheUse() <= 1, "" + tiny.peakCacheUse());
  }

  private EngineMetrics metrics(
      EngineOptions options, List<TokenRequest> requests, List<Outcome> expected) {
    try (Engine engine = new Engine(network, kernels, options)) {
      List<Recorder> recorders = submit(engine, requests);
      assertEquals(expected, recorders.stream().map(Recorder::outcome).toList());
      return engine.metrics();
    }
  }

  /** Continuations are what single requests with their random numbers would give. */
  @Test
  void continuationsOfAPromptDoNotDependOnEachOther() {
    int[] prompt = new Random(4).ints(150, 0, TinyNetwork.POISON).toArray();
    SamplingOptions sampling = sound().withLogprobs(2);
    TokenRequest request = sampled(prompt, sampling, 40);
    List<List<Outcome>> answers = new ArrayList<>();
    for (int together : new int[] {16, 3, 1}) {
      try (Engine engine = new Engine(network, kernels, options().withMaxSequences(together))) {
        List<Recorder> five = List.of(recorder(), recorder(), recorder(), recorder(), recorder());
        engine.submit(request, five);
        answers.add(five.stream().map(Recorder::outcome).toList());
        Recorder single = recorder();
        engine.submit(request, single);
        assertEquals(answers.get(0).get(0), single.outcome());
      }
    }
    assertEquals(answers.get(0), answers.get(1));
    assertEquals(answers.get(0), answers.get(2));
    assertEquals(5, answers.get(0).stream().map(Outcome::ids).distinct().count());
    assertEquals(149, answers.get(0).get(4).promptScores().size());
  }

  private static Recorder recorder() {
    return new Recorder();
  }

  private static TokenRequest sampled(int[] prompt, SamplingOptions sampling, int maxTokens) {
    return new TokenRequest(
        "r", prompt, sampling, 7, maxTokens, 0, Set.of(), PromptLogprobs.ALL, Optional.empty());
  }

  @Test
  void aCancelledRequestEndsWhereverItIs() {
    List<TokenRequest> requests = requests(6);
    List<Outcome> expected = run(options(), requests);
    try (Engine engine = new Engine(network, kernels, options().withMaxSequences(2))) {
      Gate gate = new Gate();
      engine.submit(request(greedy(), 3, Set.of()), gate);
      Recorder running = new Recorder();
      Ticket first = engine.submit(request(greedy(), 300, Set.of()), List.of(running, recorder()));
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
  void everyCacheTypeIsAnOption() {
    List<TokenRequest> requests = requests(6);
    for (DataType type : BlockLayout.TYPES) {
      EngineOptions options = options().withCacheType(type);
      assertEquals(run(options, requests), run(options.withMaxSequences(1), requests), "" + type);
    }
  }

  @Test
  void endsWithAnEndToken() {
    Outcome free = run(options(), List.of(request(greedy(), 20, Set.of()))).get(0);
    int end = free.ids().get(3);
    int first = free.ids().indexOf(end);
    Outcome ended = run(options(), List.of(request(greedy(), 20, Set.of(end)))).get(0);
    assertEquals(free.ids().subList(0, first + 1), ended.ids());
    assertEquals(StopCause.END_TOKEN, ended.cause());
    assertEquals(StopCause.LENGTH, free.cause());
    assertEquals(20, free.ids().size());
  }

  @Test
  void minTokensKeepsEndTokensOut() {
    Outcome free = run(options(), List.of(request(greedy(), 20, Set.of()))).get(0);
    int end = free.ids().get(0);
    TokenRequest request =
        new TokenRequest(
            "r",
            new int[] {1, 2},
            greedy(),
            5,
            20,
            6,
            Set.of(end),
            PromptLogprobs.NONE,
            Optional.empty());
    Outcome ended = run(options(), List.of(request)).get(0);
    assertFalse(ended.ids().subList(0, 6).contains(end), "end token among " + ended.ids());
  }

  @Test
  void listenerStopsItsSequence() {
    List<Integer> seen = new ArrayList<>();
    Recorder recorder =
        new Recorder() {
          @Override
          public Verdict token(TokenScore token) {
            super.token(token);
            seen.add(token.token());
            return seen.size() == 4 ? Verdict.STOP : Verdict.CONTINUE;
          }
        };
    try (Engine engine = new Engine(network, kernels, options())) {
      engine.submit(request(greedy(), 20, Set.of()), recorder);
      Outcome outcome = recorder.outcome();
      assertEquals(4, outcome.tokens().size());
      assertEquals(StopCause.LISTENER, outcome.cause());
    }
  }

  @Test
  void scoresThePromptTheSameInOneChunkAndInMany() {
    int[] prompt = new Random(9).ints(150, 0, TinyNetwork.POISON).toArray();
    TokenRequest request =
        new TokenRequest(
            "r",
            prompt,
            greedy().withLogprobs(2),
            0,
            3,
            0,
            Set.of(),
            PromptLogprobs.ALL,
            Optional.empty());
    Outcome whole = run(options(), List.of(request)).get(0);
    assertEquals(149, whole.promptScores().size());
    for (int i = 0; i < 149; i++) {
      TokenScore score = whole.promptScores().get(i);
      assertEquals(prompt[i + 1], score.token());
      assertEquals(2, score.top().size());
      assertTrue(score.top().get(0).logprob() >= score.logprob(), "best is worse: " + score);
    }
    assertEquals(whole, run(options().withBatchTokens(7), List.of(request)).get(0));
  }

  /** The log-probability of a generated token equals its score as a part of a prompt. */
  @Test
  void scoresAgreeWithGeneration() {
    SamplingOptions scored = greedy().withLogprobs(3);
    Outcome generated = run(options(), List.of(request(scored, 10, Set.of()))).get(0);
    int[] text = new int[12];
    text[0] = 1;
    text[1] = 2;
    for (int i = 0; i < 10; i++) {
      text[i + 2] = generated.ids().get(i);
    }
    TokenRequest echo =
        new TokenRequest(
            "e", text, scored, 0, 0, 0, Set.of(), PromptLogprobs.ALL, Optional.empty());
    Outcome echoed = run(options(), List.of(echo)).get(0);
    assertEquals(generated.tokens(), echoed.promptScores().subList(1, 11));
    assertEquals(List.of(), echoed.tokens());
    assertEquals(StopCause.LENGTH, echoed.cause());
  }

  @Test
  void nothingToComputeEndsAtOnce() {
    TokenRequest single =
        new TokenRequest(
            "s", new int[] {1}, greedy(), 0, 0, 0, Set.of(), PromptLogprobs.ALL, Optional.empty());
    TokenRequest silent =
        new TokenRequest(
            "s",
            new int[] {1, 2, 3},
            greedy(),
            0,
            0,
            0,
            Set.of(),
            PromptLogprobs.NONE,
            Optional.empty());
    Outcome nothing = new Outcome(List.of(), List.of(), StopCause.LENGTH);
    assertEquals(List.of(nothing, nothing), run(options(), List.of(single, silent)));
    assertEquals(0, network.steps());
  }

  @Test
  void refusesWhatCanNeverRun() {
    long block = 2L * 2 * 16 * 64 * 4;
    try (Engine engine = new Engine(network, kernels, options().withCacheBytes(4 * block))) {
      assertRefused(
          engine,
          new int[100],
          501,
          "request needs 601 tokens, context limit is 600; shorten the prompt or set max_tokens"
              + " <= 500");
      assertRefused(
          engine,
          new int[601],
          1,
          "request needs 602 tokens, context limit is 600; shorten the prompt");
      assertRefused(
          engine,
          new int[100],
          158,
          "request needs 258 tokens, the cache has room for 257; raise it, shorten the prompt or"
              + " set max_tokens <= 157");
      assertRefused(engine, new int[] {50}, 1, "prompt: token id is 50, expected 0 to 49");
      assertRefused(engine, new int[] {-1}, 1, "prompt: token id is -1, expected 0 to 49");
      TokenRequest biased = request(greedy().withLogitBias(Map.of(1000, 1f)), 5, Set.of());
      RejectedException thrown =
          assertThrows(RejectedException.class, () -> engine.submit(biased, new Recorder()));
      assertTrue(thrown.getMessage().contains("logit_bias"), thrown.getMessage());
      Recorder largest = new Recorder();
      engine.submit(
          new TokenRequest(
              "r",
              new int[100],
              greedy(),
              0,
              157,
              0,
              Set.of(),
              PromptLogprobs.NONE,
              Optional.empty()),
          largest);
      assertEquals(157, largest.outcome().tokens().size());
    }
  }

  @Test
  void refusesACacheWithoutABlock() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Engine(network, kernels, options().withCacheBytes(1000)));
    assertEquals(
        "engine: cache is 1000 bytes, expected at least 16384 for 64 positions; raise it",
        thrown.getMessage());
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
          poisoned.error().getMessage().startsWith("bad: position 2: logits are not finite"),
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

  @Test
  void metricsCountWhatWasDone() {
    List<TokenRequest> requests = requests(5);
    Engine engine = new Engine(network, kernels, options());
    List<Recorder> recorders = submit(engine, requests);
    engine.close();
    EngineMetrics metrics = engine.metrics();
    int tokens = recorders.stream().mapToInt(Recorder::count).sum();
    int prompts = requests.stream().mapToInt(request -> request.prompt().length).sum();
    assertEquals(tokens, metrics.generatedTokens());
    assertEquals(prompts, metrics.promptTokens());
    assertEquals(5, metrics.finished());
    assertEquals(0, metrics.failed());
    assertEquals(0, metrics.running());
    assertEquals(0, metrics.waiting());
    assertEquals(0, metrics.cacheUse());
    assertEquals(network.steps(), metrics.steps());
    assertTrue(metrics.meanOccupancy() >= 1 && metrics.meanOccupancy() <= 5);
    assertTrue(metrics.forwardNanos() > 0 && metrics.sampleNanos() > 0);
  }

  /** Holds the engine at its first token, so that what is submitted meanwhile runs together. */
  private static final class Gate extends Recorder {
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

  private static EngineOptions options() {
    return EngineOptions.defaults().withCacheBytes(1 << 22);
  }

  private static SamplingOptions greedy() {
    return SamplingOptions.greedy();
  }

  private static TokenRequest request(SamplingOptions sampling, int maxTokens, Set<Integer> end) {
    return new TokenRequest(
        "r",
        new int[] {1, 2},
        sampling,
        5,
        maxTokens,
        0,
        end,
        PromptLogprobs.NONE,
        Optional.empty());
  }

  private static void assertRefused(Engine engine, int[] prompt, int maxTokens, String message) {
    TokenRequest request =
        new TokenRequest(
            "r",
            prompt,
            greedy(),
            0,
            maxTokens,
            0,
            Set.of(),
            PromptLogprobs.NONE,
            Optional.empty());
    RejectedException thrown =
        assertThrows(RejectedException.class, () -> engine.submit(request, new Recorder()));
    assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
  }

  private List<Outcome> run(EngineOptions options, List<TokenRequest> requests) {
    try (Engine engine = new Engine(network, kernels, options)) {
      return submit(engine, requests).stream().map(Recorder::outcome).toList();
    }
  }

  private static List<Recorder> submit(Engine engine, List<TokenRequest> requests) {
    List<Recorder> recorders = new ArrayList<>();
    for (TokenRequest request : requests) {
      Recorder recorder = new Recorder();
      recorders.add(recorder);
      engine.submit(request, recorder);
    }
    return recorders;
  }

  /** Draws any token but the one that spoils its sequence. */
  private static SamplingOptions sound() {
    return SamplingOptions.defaults().withLogitBias(Map.of(TinyNetwork.POISON, -100f));
  }

  /** Prompts that share 0 to 250 tokens, which are scored now and then. */
  private static List<TokenRequest> requestsThatBeginAlike(int count) {
    Random random = new Random(17);
    int[] text = random.ints(250, 0, TinyNetwork.POISON).toArray();
    List<TokenRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] prompt = random.ints(1 + random.nextInt(300), 0, TinyNetwork.POISON).toArray();
      int shared = Math.min(prompt.length, new int[] {250, 128, 60}[i % 3]);
      System.arraycopy(text, 0, prompt, 0, shared);
      requests.add(
          new TokenRequest(
              "r" + i,
              prompt,
              sound(),
              i,
              1 + random.nextInt(100),
              0,
              Set.of(),
              i % 10 == 1 ? PromptLogprobs.ALL : PromptLogprobs.NONE,
              Optional.empty()));
    }
    return requests;
  }

  /** Prompts of 1 to 200 tokens, every way of sampling, with and without scores. */
  private static List<TokenRequest> requests(int count) {
    Random random = new Random(11);
    List<TokenRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 1 + random.nextInt(i % 3 == 0 ? 200 : 20);
      int[] prompt = random.ints(length, 0, TinyNetwork.POISON).toArray();
      SamplingOptions sampling = SamplingOptions.defaults();
      switch (i % 5) {
        case 0 -> sampling = SamplingOptions.greedy().withFrequencyPenalty(0.5f);
        case 1 -> sampling = sampling.withTopK(5).withLogprobs(3);
        case 2 -> sampling = sampling.withTopP(0.8f).withTemperature(1.5f);
        case 3 -> sampling = sampling.withMinP(0.05f).withRepetitionPenalty(1.2f);
        default -> sampling = sampling.withLogprobs(0);
      }
      requests.add(
          new TokenRequest(
              "r" + i,
              prompt,
              sampling,
              random.nextLong(),
              1 + random.nextInt(30),
              0,
              Set.of(random.nextInt(TinyNetwork.POISON)),
              i % 4 == 1 ? PromptLogprobs.ALL : PromptLogprobs.NONE,
              Optional.empty()));
    }
    return requests;
  }
}
