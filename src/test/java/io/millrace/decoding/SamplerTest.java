package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static final int[] VOCABULARIES = {1, 7, 300, 4096, 4097, 9000, 13000};

  /** One row with all that its choice depends on. */
  private record Case(
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
  }

  /** Every choice equals the definition, alone and among other rows, whatever they ask for. */
  @Test
  void choosesAsTheDefinitionDoesAloneAndInABatch() {
    Random random = new Random(20260101);
    for (int round = 0; round < 60; round++) {
      int vocabulary = VOCABULARIES[round % VOCABULARIES.length];
      int n = 1 + random.nextInt(6);
      float[][] rows = new float[n][];
      List<Case> cases = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        rows[i] = logits(random, vocabulary);
        cases.add(randomCase(random, vocabulary));
      }
      try (Logits logits = new Logits(rows)) {
        Sampler sampler = new Sampler(logits.head());
        List<RowTask.Draw> tasks =
            cases.stream().map(Case::sampling).map(RowTask.Draw::new).toList();
        int[] all = new int[n];
        for (int i = 0; i < n; i++) {
          all[i] = i;
        }
        List<RowResult> together = sampler.run(logits.hidden(all), tasks);
        for (int i = 0; i < n; i++) {
          Case one = cases.get(i);
          RowResult alone = sampler.run(logits.hidden(i), List.of(tasks.get(i))).get(0);
          String what = "round " + round + " row " + i + " of " + vocabulary + " ids: " + one;
          assertEquals(alone, together.get(i), what);
          RowResult.Token token = assertInstanceOf(RowResult.Token.class, alone, what);
          assertEquals(one.expected(rows[i]), token.token(), what);
          assertLogprobs(rows[i], one.options().logprobs(), token);
        }
      }
    }
  }

  /** More stripes than one product makes of a single row. */
  @Test
  void choosesFromALargeVocabulary() {
    float[] row = logits(new Random(6), 70_000);
    SamplingOptions plain = SamplingOptions.defaults().withTemperature(1.5f).withLogprobs(4);
    try (Logits logits = new Logits(row)) {
      Sampler sampler = new Sampler(logits.head());
      for (SamplingOptions options :
          List.of(plain, plain.withTemperature(0), plain.withTopP(0.9f), plain.withTopK(300))) {
        for (int seed = 0; seed < 2; seed++) {
          Case one = new Case(options, seed, new int[] {1}, new int[0], Set.of());
          RowTask.Draw task = new RowTask.Draw(one.sampling());
          List<RowResult> alone = sampler.run(logits.hidden(0), List.of(task));
          List<RowResult> twice = sampler.run(logits.hidden(0, 0), List.of(task, task));
          RowResult.Token token = assertInstanceOf(RowResult.Token.class, alone.get(0));
          assertEquals(one.expected(row), token.token(), options.toString());
          assertLogprobs(row, 4, token);
          assertEquals(List.of(token, token), twice);
        }
      }
    }
  }

  /** Flat rows, too many to be kept whole all at once. */
  @Test
  void wideNucleiOfMoreRowsThanAreKeptTogether() {
    int vocabulary = 270_000;
    Random random = new Random(16);
    float[] row = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      row[id] = random.nextInt(40) * 0.02f; // many are equal
    }
    SamplingOptions plain = SamplingOptions.defaults();
    List<SamplingOptions> ways =
        List.of(
            plain.withTopP(0.7f),
            plain.withMinP(0.6f),
            plain.withMinP(0.5f).withTopP(0.8f),
            plain.withTopP(0.999f).withTemperature(2f));
    try (Logits logits = new Logits(row)) {
      Sampler sampler = new Sampler(logits.head());
      List<RowTask.Draw> tasks = new ArrayList<>();
      for (int i = 0; i < 66; i++) { // 62 of which fit into 64 MiB
        Case one = new Case(ways.get(i % 4), i / 4, new int[] {1}, new int[0], Set.of());
        tasks.add(new RowTask.Draw(one.sampling()));
      }
      List<RowResult> together = sampler.run(logits.hidden(new int[66]), tasks);
      for (int i = 62; i < 66; i++) {
        RowResult alone = sampler.run(logits.hidden(0), List.of(tasks.get(i))).get(0);
        assertEquals(alone, together.get(i));
        Case one = new Case(ways.get(i % 4), i / 4, new int[] {1}, new int[0], Set.of());
        assertEquals(one.expected(row), ((RowResult.Token) alone).token(), "" + one);
      }
    }
  }

  @Test
  void scoresAKnownTokenByTheRawLogits() {
    Random random = new Random(7);
    float[] row = logits(random, 9000);
    try (Logits logits = new Logits(row)) {
      Sampler sampler = new Sampler(logits.head());
      for (int token : new int[] {0, 4095, 4096, 8999}) {
        RowResult result =
            sampler.run(logits.hidden(0), List.of(new RowTask.Score(token, 3))).get(0);
        RowResult.Token scored = assertInstanceOf(RowResult.Token.class, result);
        assertEquals(token, scored.token());
        assertLogprobs(row, 3, scored);
      }
    }
  }

  @Test
  void servesMoreRowsThanAPassOfTheHeadTakes() {
    float[] row = logits(new Random(8), 5000);
    try (Logits logits = new Logits(row)) {
      List<RowTask> tasks = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        tasks.add(new RowTask.Score(i, 0));
      }
      List<RowResult> results = new Sampler(logits.head()).run(logits.hidden(new int[600]), tasks);
      double[] expected = NaiveSampler.logprobs(row);
      for (int i = 0; i < 600; i++) {
        RowResult.Token token = assertInstanceOf(RowResult.Token.class, results.get(i));
        assertEquals(expected[i], token.logprob(), 1e-5);
      }
    }
  }

  @Test
  void excludesEndTokensUntilEnoughTokensWereGenerated() {
    try (Logits logits = new Logits(new float[] {1, 5, 3})) {
      Sampler sampler = new Sampler(logits.head());
      SequenceSampling sampling =
          new SequenceSampling(
              SamplingOptions.greedy(),
              new SequenceSampling.RandomKey(0, 0),
              new SequenceSampling.EndRule(Set.of(1), 2, 100),
              new int[] {0});
      for (int expected : new int[] {2, 2, 1, 1}) {
        RowResult result =
            sampler.run(logits.hidden(0), List.of(new RowTask.Draw(sampling))).get(0);
        assertEquals(new RowResult.Token(expected, Float.NaN, List.of()), result);
        sampling.accept(expected);
      }
    }
  }

  @Test
  void failsAloneIfNoTokenIsPossible() {
    for (SamplingOptions options : allWays()) {
      Case impossible = new Case(options, 1, new int[] {0}, new int[0], Set.of(0, 1, 2));
      assertFailsAlone(new float[] {1, 2, 3}, 1, impossible, "no token is possible");
    }
  }

  @Test
  void failsAloneIfLogitsAreNotFinite() {
    float[] row = new float[5000];
    row[4500] = 1;
    for (float factor : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (SamplingOptions options : allWays()) {
        Case any = new Case(options, 1, new int[] {0}, new int[0], Set.of());
        assertFailsAlone(row, factor, any, "logits are not finite");
      }
    }
  }

  /** Frequencies of drawn tokens against their probabilities, with tokens in several stripes. */
  @Test
  void drawsTokensAsOftenAsTheyAreLikely() {
    float[] row = new float[4200];
    Arrays.fill(row, -30);
    int[] heavy = {3, 17, 900, 4095, 4096, 4100, 4101, 4199};
    for (int i = 0; i < heavy.length; i++) {
      row[heavy[i]] = 0.35f * i;
    }
    SamplingOptions plain = SamplingOptions.defaults();
    assertFrequencies(row, plain, heavy);
    assertFrequencies(row, plain.withTemperature(0.7f), heavy);
    assertFrequencies(row, plain.withTemperature(1.6f).withTopK(5), tail(heavy, 5));
    // shares of the last four: .303 .214 .151 .106, sum .774
    assertFrequencies(row, plain.withTopP(0.75f), tail(heavy, 4));
    // exp(-0.35 * 3) = 0.3499, exp(-0.35 * 4) = 0.2466
    assertFrequencies(row, plain.withMinP(0.3f), tail(heavy, 4));
  }

  private static void assertFrequencies(float[] row, SamplingOptions options, int[] possible) {
    int draws = 2_000;
    int perRun = 250;
    Map<Integer, Integer> counts = new HashMap<>();
    try (Logits logits = new Logits(row)) {
      Sampler sampler = new Sampler(logits.head());
      for (int run = 0; run < draws / perRun; run++) {
        List<RowTask> tasks = new ArrayList<>();
        for (int i = 0; i < perRun; i++) {
          long seed = (long) run * perRun + i;
          tasks.add(
              new RowTask.Draw(
                  new Case(options, seed, new int[] {1}, new int[0], Set.of()).sampling()));
        }
        for (RowResult result : sampler.run(logits.hidden(new int[perRun]), tasks)) {
          counts.merge(((RowResult.Token) result).token(), 1, Integer::sum);
        }
      }
    }
    double all = 0;
    for (int token : possible) {
      all += Math.exp(row[token] / options.temperature());
    }
    double chiSquare = 0;
    int drawn = 0;
    for (int token : possible) {
      double expected = draws * Math.exp(row[token] / options.temperature()) / all;
      int count = counts.getOrDefault(token, 0);
      chiSquare += (count - expected) * (count - expected) / expected;
      drawn += count;
    }
    assertEquals(draws, drawn, "tokens outside the filters were drawn: " + counts.keySet());
    // at most 7 degrees of freedom: above 24.3 once in a thousand seeds, and the seeds are fixed
    assertTrue(chiSquare < 24.3, options + ": chi-square is " + chiSquare);
  }

  private static int[] tail(int[] values, int count) {
    return Arrays.copyOfRange(values, values.length - count, values.length);
  }

  private static List<SamplingOptions> allWays() {
    SamplingOptions plain = SamplingOptions.defaults();
    return List.of(
        SamplingOptions.greedy(),
        plain,
        plain.withTopK(2),
        plain.withTopP(0.5f),
        plain.withMinP(0.5f),
        plain.withLogprobs(1));
  }

  /** Runs a greedy row, the bad one with its logits times {@code factor}, and a greedy row. */
  private static void assertFailsAlone(float[] row, float factor, Case bad, String reason) {
    Case greedy = new Case(SamplingOptions.greedy(), 0, new int[] {0}, new int[0], Set.of());
    try (Logits logits = new Logits(row)) {
      Tensor hidden = logits.hidden(0, 0, 0);
      hidden.setFloat(1, factor);
      List<RowTask.Draw> tasks =
          List.of(
              new RowTask.Draw(greedy.sampling()),
              new RowTask.Draw(bad.sampling()),
              new RowTask.Draw(greedy.sampling()));
      List<RowResult> results = new Sampler(logits.head()).run(hidden, tasks);
      int best = NaiveSampler.ranked(row).get(0);
      assertEquals(best, assertInstanceOf(RowResult.Token.class, results.get(0)).token());
      RowResult.Failure failed = assertInstanceOf(RowResult.Failure.class, results.get(1));
      assertTrue(failed.reason().startsWith(reason), failed.reason());
      assertEquals(results.get(0), results.get(2));
    }
  }

  private static void assertLogprobs(float[] row, int wanted, RowResult.Token token) {
    if (wanted < 0) {
      assertTrue(Float.isNaN(token.logprob()));
      assertEquals(List.of(), token.top());
      return;
    }
    double[] expected = NaiveSampler.logprobs(row);
    assertEquals(expected[token.token()], token.logprob(), 2e-5);
    List<Integer> ranked = NaiveSampler.ranked(row).subList(0, Math.min(wanted, row.length));
    assertEquals(ranked, token.top().stream().map(Candidate::token).toList());
    for (Candidate candidate : token.top()) {
      assertEquals(expected[candidate.token()], candidate.logprob(), 2e-5);
    }
  }

  /** Smooth, peaked or with many equal values. */
  private static float[] logits(Random random, int vocabulary) {
    float spread = new float[] {0.1f, 2, 8}[random.nextInt(3)];
    boolean coarse = random.nextInt(3) == 0;
    float[] row = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      float value = (float) random.nextGaussian() * spread;
      row[id] = coarse ? Math.round(value) : value;
    }
    return row;
  }

  private static Case randomCase(Random random, int vocabulary) {
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
    return new Case(
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
