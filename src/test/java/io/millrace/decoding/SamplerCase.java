package io.millrace.decoding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One row of logits with all that its choice depends on. */
record SamplerCase(
    SamplingOptions options, long seed, int[] prompt, int[] generated, Set<Integer> excluded) {

  SequenceSampling sampling() {
    SequenceSampling sampling =
        new SequenceSampling(
            options,
            new SequenceSampling.RandomKey(seed, 0),
            new SequenceSampling.EndRule(excluded, excluded.isEmpty() ? 0 : 1000, 2000),
            prompt);
    for (int token : generated) {
      sampling.accept(token);
    }
    return sampling;
  }

  int expected(float[] logits) {
    List<Integer> before = new ArrayList<>();
    for (int token : generated) {
      before.add(token);
    }
    List<Integer> given = new ArrayList<>();
    for (int token : prompt) {
      given.add(token);
    }
    double uniform = Philox.uniform(seed, 0, prompt.length + generated.length);
    return new NaiveSampler(options, given, before, excluded).choose(logits, uniform);
  }

  /** A row: smooth, peaked or with many equal values. */
  static float[] logits(Random random, int vocabulary) {
    float spread = new float[] {0.1f, 2, 8}[random.nextInt(3)];
    boolean coarse = random.nextInt(3) == 0;
    float[] row = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      float value = (float) random.nextGaussian() * spread;
      row[id] = coarse ? Math.round(value) : value;
    }
    return row;
  }

  static SamplerCase random(Random random, int vocabulary) {
    SamplingOptions options = SamplingOptions.defaults();
    if (random.nextInt(4) == 0) {
      options = options.withTemperature(0);
    } else if (random.nextBoolean()) {
      options = options.withTemperature(0.3f + random.nextFloat() * 2);
    }
    if (random.nextInt(3) == 0) {
      options = options.withTopK(1 + random.nextInt(new int[] {3, 50, 1500}[random.nextInt(3)]));
    }
    if (random.nextInt(3) == 0) {
      options = options.withTopP(0.01f + 0.99f * random.nextFloat());
    }
    if (random.nextInt(3) == 0) {
      options = options.withMinP(random.nextFloat() * (random.nextBoolean() ? 1 : 0.01f));
    }
    if (random.nextInt(3) == 0) {
      options = options.withRepetitionPenalty(0.7f + random.nextFloat());
    }
    if (random.nextInt(3) == 0) {
      options = options.withPresencePenalty(random.nextFloat() * 4 - 2);
      options = options.withFrequencyPenalty(random.nextFloat() * 4 - 2);
    }
    if (random.nextInt(3) == 0) {
      options =
          options.withLogitBias(Map.of(random.nextInt(vocabulary), random.nextFloat() * 200 - 100));
    }
    options = options.withLogprobs(random.nextInt(8) - 1);
    Set<Integer> excluded = new HashSet<>();
    if (vocabulary > 2 && random.nextInt(3) == 0) {
      excluded.add(random.nextInt(vocabulary));
      excluded.add(random.nextInt(vocabulary));
    }
    return new SamplerCase(
        options,
        random.nextLong(),
        tokens(random, vocabulary, 1 + random.nextInt(9)),
        tokens(random, vocabulary, random.nextInt(9)),
        excluded);
  }

  private static int[] tokens(Random random, int vocabulary, int count) {
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = random.nextInt(vocabulary);
    }
    return tokens;
  }
}
