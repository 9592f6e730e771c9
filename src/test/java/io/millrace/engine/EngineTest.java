package io.millrace.engine;

import static io.millrace.engine.EngineRequests.greedy;
import static io.millrace.engine.EngineRequests.options;
import static io.millrace.engine.EngineRequests.request;
import static io.millrace.engine.EngineRequests.requests;
import static io.millrace.engine.EngineRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
}
