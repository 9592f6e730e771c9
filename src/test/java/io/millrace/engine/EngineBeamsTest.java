package io.millrace.engine;

import static io.millrace.engine.BeamRequests.BLOCK;
import static io.millrace.engine.BeamRequests.beams;
import static io.millrace.engine.BeamRequests.request;
import static io.millrace.engine.BeamRequests.searches;
import static io.millrace.engine.BeamRequests.submitAll;
import static io.millrace.engine.EngineRequests.options;
import static io.millrace.engine.EngineRequests.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import io.millrace.engine.BeamRequests.Search;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beam searches in the engine, alone and among others. */
class EngineBeamsTest {

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

  /** Beams that part need a block each beyond those of their positions. */
  @Test
  void asManyBeamsAsSequencesMayFillTheContext() {
    int context = network.shape().contextLength();
    for (int sequences : new int[] {1, 2, 5, 7}) {
      EngineOptions few = options().withCacheBytes(1 << 24).withMaxSequences(sequences);
      try (Engine engine = new Engine(network, kernels, few)) {
        long room = engine.cachePositions(sequences);
        assertTrue(room >= context, sequences + " beams have room for " + room);
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
