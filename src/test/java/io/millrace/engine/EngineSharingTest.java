package io.millrace.engine;

import static io.millrace.engine.EngineRequests.options;
import static io.millrace.engine.EngineRequests.requests;
import static io.millrace.engine.EngineRequests.requestsThatBeginAlike;
import static io.millrace.engine.EngineRequests.sound;
import static io.millrace.engine.EngineRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers depend on the model and the request, whatever is shared with others. */
class EngineSharingTest {

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
        List<Recorder> five =
            List.of(new Recorder(), new Recorder(), new Recorder(), new Recorder(), new Recorder());
        engine.submit(request, five);
        answers.add(five.stream().map(Recorder::outcome).toList());
        Recorder single = new Recorder();
        engine.submit(request, single);
        assertEquals(answers.get(0).get(0), single.outcome());
      }
    }
    assertEquals(answers.get(0), answers.get(1));
    assertEquals(answers.get(0), answers.get(2));
    assertEquals(5, answers.get(0).stream().map(Outcome::ids).distinct().count());
    assertEquals(149, answers.get(0).get(4).promptScores().size());
  }

  private static TokenRequest sampled(int[] prompt, SamplingOptions sampling, int maxTokens) {
    return new TokenRequest(
        "r", prompt, sampling, 7, maxTokens, 0, Set.of(), PromptLogprobs.ALL, Optional.empty());
  }

  @Test
  void everyCacheTypeIsAnOption() {
    List<TokenRequest> requests = requests(6);
    for (DataType type : BlockLayout.TYPES) {
      EngineOptions options = options().withCacheType(type);
      assertEquals(run(options, requests), run(options.withMaxSequences(1), requests), "" + type);
    }
  }

  private List<Outcome> run(EngineOptions options, List<TokenRequest> requests) {
    try (Engine engine = new Engine(network, kernels, options)) {
      return submit(engine, requests).stream().map(Recorder::outcome).toList();
    }
  }
}
