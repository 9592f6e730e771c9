package io.millrace.engine;

import io.millrace.decoding.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Requests for {@link TinyNetwork}, and how tests hand them over. */
final class EngineRequests {

  private EngineRequests() {}

  static EngineOptions options() {
    return EngineOptions.defaults().withCacheBytes(1 << 22);
  }

  static SamplingOptions greedy() {
    return SamplingOptions.greedy();
  }

  static TokenRequest request(SamplingOptions sampling, int maxTokens, Set<Integer> end) {
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

  static List<Recorder> submit(Engine engine, List<TokenRequest> requests) {
    List<Recorder> recorders = new ArrayList<>();
    for (TokenRequest request : requests) {
      Recorder recorder = new Recorder();
      recorders.add(recorder);
      engine.submit(request, recorder);
    }
    return recorders;
  }

  /** Draws any token but the one that spoils its sequence. */
  static SamplingOptions sound() {
    return SamplingOptions.defaults().withLogitBias(Map.of(TinyNetwork.POISON, -100f));
  }

  /** Prompts that share 0 to 250 tokens, which are scored now and then. */
  static List<TokenRequest> requestsThatBeginAlike(int count) {
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
  static List<TokenRequest> requests(int count) {
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
