package io.millrace.decoding;

import static io.millrace.decoding.SamplerCase.logits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Choices and scores equal the definition, alone and among other rows. */
class SamplerTest {

  private static final int[] VOCABULARIES = {1, 7, 300, 4096, 4097, 9000, 13000};

  /** Every choice equals the definition, alone and among other rows, whatever they ask for. */
  @Test
  void choosesAsTheDefinitionDoesAloneAndInABatch() {
    Random random = new Random(20260101);
    for (int round = 0; round < 60; round++) {
      int vocabulary = VOCABULARIES[round % VOCABULARIES.length];
      int n = 1 + random.nextInt(6);
      float[][] rows = new float[n][];
      List<SamplerCase> cases = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        rows[i] = logits(random, vocabulary);
        cases.add(SamplerCase.random(random, vocabulary));
      }
      try (Logits logits = new Logits(rows)) {
        Sampler sampler = new Sampler(logits.head());
        List<RowTask.Draw> tasks =
            cases.stream().map(SamplerCase::sampling).map(RowTask.Draw::new).toList();
        int[] all = new int[n];
        for (int i = 0; i < n; i++) {
          all[i] = i;
        }
        List<RowResult> together = sampler.run(logits.hidden(all), tasks);
        for (int i = 0; i < n; i++) {
          SamplerCase one = cases.get(i);
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
          SamplerCase one = new SamplerCase(options, seed, new int[] {1}, new int[0], Set.of());
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
        SamplerCase one =
            new SamplerCase(ways.get(i % 4), i / 4, new int[] {1}, new int[0], Set.of());
        tasks.add(new RowTask.Draw(one.sampling()));
      }
      List<RowResult> together = sampler.run(logits.hidden(new int[66]), tasks);
      for (int i = 62; i < 66; i++) {
        RowResult alone = sampler.run(logits.hidden(0), List.of(tasks.get(i))).get(0);
        assertEquals(alone, together.get(i));
        SamplerCase one =
            new SamplerCase(ways.get(i % 4), i / 4, new int[] {1}, new int[0], Set.of());
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
}
