package io.millrace.engine;

import static io.millrace.engine.EngineRequests.greedy;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import io.millrace.decoding.SamplingOptions;
import io.millrace.decoding.TokenConstraints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Beam searches for {@link TinyNetwork}, and how tests hand them over. */
final class BeamRequests {

  static final long BLOCK = 2L * 2 * 16 * 64 * 4; // bytes of a block in both layers

  private BeamRequests() {}

  /** A request with the options of its search. */
  record Search(TokenRequest request, BeamSearchOptions options) {}

  static List<Search> searches(int count) {
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
      EarlyStopping stopping = List.of(EarlyStopping.values()).get(i % 3);
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

  static TokenRequest request(
      String id,
      int[] prompt,
      SamplingOptions sampling,
      int maxTokens,
      Set<Integer> ends,
      PromptLogprobs scores) {
    return new TokenRequest(id, prompt, sampling, 0, maxTokens, 0, ends, scores, Optional.empty());
  }

  static TokenRequest request(int maxTokens) {
    return request("r", new int[] {1, 2}, greedy(), maxTokens, Set.of(), PromptLogprobs.NONE);
  }

  static BeamSearchOptions beams(int count) {
    return new BeamSearchOptions(count, 1, EarlyStopping.LIKELY, count);
  }

  static List<BeamRecorder> submitAll(Engine engine, List<Search> searches) {
    List<BeamRecorder> recorders = new ArrayList<>();
    for (Search search : searches) {
      recorders.add(new BeamRecorder());
      engine.submit(search.request(), search.options(), recorders.get(recorders.size() - 1));
    }
    return recorders;
  }
}
