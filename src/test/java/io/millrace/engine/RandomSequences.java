package io.millrace.engine;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import io.millrace.decoding.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Sequences of random lengths that begin alike now and then and fit into the cache. */
final class RandomSequences {

  static final int VOCABULARY = 10;

  private final Random random;
  private final int maxSequences;
  private final int batchTokens;
  private final List<LayerKind> kinds;
  private final int positions;
  private final OptionalInt sourceBlocks;
  private final List<int[]> beginnings = new ArrayList<>();
  private boolean crowded;

  /**
   * @param kinds of the cache, the first without a window
   * @param sourceBlocks of the cache; empty if sequences have no source
   */
  RandomSequences(
      Random random,
      int maxSequences,
      int batchTokens,
      List<LayerKind> kinds,
      OptionalInt sourceBlocks) {
    this.random = random;
    this.maxSequences = maxSequences;
    this.batchTokens = batchTokens;
    this.kinds = kinds;
    this.sourceBlocks = sourceBlocks;
    positions = 64 * kinds.get(0).blocks();
    for (int i = 0; i < 3; i++) {
      beginnings.add(random.ints(random.nextInt(300), 0, VOCABULARY).toArray());
    }
  }

  /** From now on mostly searches, as large as the cache allows. */
  void crowd() {
    crowded = true;
  }

  /** One sequence, those that fork from it, or a beam search. */
  Sequence next() {
    int most = Math.min(positions, crowded || random.nextInt(4) == 0 ? positions : 200);
    int length = 1 + random.nextInt(most);
    int maxTokens = random.nextInt(2 + most - length);
    if (length == 1 && maxTokens == 0) {
      maxTokens = 1; // nothing to compute: the loop ends it before
    }
    boolean scored = maxTokens == 0 || random.nextInt(4) == 0;
    TokenRequest request =
        new TokenRequest(
            "r",
            prompt(length),
            SamplingOptions.greedy(),
            0,
            maxTokens,
            0,
            Set.of(0),
            scored ? PromptLogprobs.ALL : PromptLogprobs.NONE,
            Optional.empty());
    TokenRequest sourced = request.withSource(source());
    if (maxTokens > 0 && random.nextInt(3) < (crowded ? 2 : 1)) {
      return beams(sourced);
    }
    Sequence first = new Sequence(sourced, 0, new Recorder());
    int size = maxTokens == 0 ? 1 : 1 + random.nextInt(Math.min(3, maxSequences));
    for (int choice = 1; choice < size; choice++) {
      first.lead(new Sequence(first.request(), choice, new Recorder()));
    }
    return first;
  }

  private int[] source() {
    if (sourceBlocks.isEmpty()) {
      return new int[0];
    }
    int most = random.nextInt(4) == 0 ? 64 * sourceBlocks.getAsInt() : 60;
    return random.ints(1 + random.nextInt(most), 0, 1_000_000).toArray();
  }

  /** A beam search, often as long as it fits. */
  private Sequence beams(TokenRequest like) {
    int beams = 1 + random.nextInt(Math.min(5, maxSequences));
    beams = crowded ? Math.max(2, beams) : beams;
    int longest = positions;
    while (beams > 1 && !fits(beams, longest)) {
      longest -= 64;
      beams = longest == 0 ? 1 : beams;
      longest = longest == 0 ? positions : longest;
    }
    int length = random.nextBoolean() ? longest : 1 + random.nextInt(longest);
    int[] prompt = prompt(1 + random.nextInt(Math.min(length, 80)));
    TokenRequest request =
        new TokenRequest(
            "b",
            like.source(),
            prompt,
            like.sampling(),
            0,
            length - prompt.length + 1,
            0,
            like.endTokens(),
            like.promptLogprobs(),
            Optional.empty());
    BeamSearchOptions options =
        new BeamSearchOptions(
            beams, 1, List.of(EarlyStopping.values()).get(random.nextInt(3)), beams);
    return new BeamGroup(request, options, new BeamRecorder()).leader();
  }

  private boolean fits(int beams, int length) {
    return kinds.stream()
        .allMatch(
            kind ->
                beams * (LayerKind.mostBlocks(kind.window(), length, batchTokens) + 1)
                    <= kind.blocks());
  }

  private int[] prompt(int length) {
    int[] prompt = random.ints(length, 0, VOCABULARY).toArray();
    int[] beginning = beginnings.get(random.nextInt(beginnings.size()));
    System.arraycopy(beginning, 0, prompt, 0, Math.min(length, beginning.length));
    return prompt;
  }
}
