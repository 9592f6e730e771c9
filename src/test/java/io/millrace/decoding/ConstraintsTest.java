package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Constraints, and rankings under them, against their definitions. */
class ConstraintsTest {

  private static final int MAX_TOKENS = 12;

  /** A sequence with its constraints, and what they mean, said as plainly as possible. */
  private record Case(
      SamplingOptions options, Set<Integer> ends, int minTokens, int[] prompt, int[] generated) {

    SequenceSampling sampling() {
      SequenceSampling sampling =
          new SequenceSampling(
              options,
              new SequenceSampling.RandomKey(3, 0),
              new SequenceSampling.EndRule(ends, minTokens, MAX_TOKENS),
              prompt);
      for (int i = 0; i < generated.length; i++) {
        sampling = i % 3 == 1 ? sampling.copy() : sampling;
        sampling.accept(generated[i]);
      }
      return sampling;
    }

    private List<Integer> tokens() {
      return IntStream.concat(IntStream.of(prompt), IntStream.of(generated)).boxed().toList();
    }

    private boolean endsWith(List<Integer> beginning) {
      List<Integer> tokens = tokens();
      int from = tokens.size() - beginning.size();
      return from >= 0 && tokens.subList(from, tokens.size()).equals(beginning);
    }

    private boolean repeats(int token) {
      int n = options.constraints().noRepeatNgram();
      List<Integer> longer = new ArrayList<>(tokens());
      longer.add(token);
      if (n == 0 || longer.size() < n) {
        return false;
      }
      List<Integer> last = longer.subList(longer.size() - n, longer.size());
      for (int from = 0; from + n < longer.size(); from++) {
        if (longer.subList(from, from + n).equals(last)) {
          return true;
        }
      }
      return false;
    }

    private boolean completesABadWord(int token) {
      for (List<Integer> word : options.constraints().badWords()) {
        int last = word.size() - 1;
        boolean endAlone = last == 0 && ends.contains(word.get(0));
        if (!endAlone && word.get(last) == token && endsWith(word.subList(0, last))) {
          return true;
        }
      }
      return false;
    }

    private Set<Integer> forced() {
      if (generated.length == MAX_TOKENS - 1 && !options.constraints().forcedLast().isEmpty()) {
        return options.constraints().forcedLast();
      }
      OptionalInt first = options.constraints().forcedFirst();
      return first.isPresent() && tokens().size() == 1 ? Set.of(first.getAsInt()) : Set.of();
    }

    /** What becomes of a logit or a log-probability. */
    float adjust(int token, float value) {
      if (options.constraints().suppressed().contains(token)) {
        return Float.NEGATIVE_INFINITY;
      }
      if (!forced().isEmpty()) {
        return forced().contains(token) ? 0 : Float.NEGATIVE_INFINITY;
      }
      Set<Integer> excluded = new HashSet<>(generated.length < minTokens ? ends : Set.of());
      if (repeats(token) || completesABadWord(token)) {
        excluded.add(token);
      }
      List<Integer> given = IntStream.of(prompt).boxed().toList();
      List<Integer> before = IntStream.of(generated).boxed().toList();
      return new NaiveSampler(options, given, before, excluded).adjust(token, value);
    }
  }

  @Test
  void rankingsAndChoicesFollowTheDefinition() {
    Random random = new Random(31);
    for (int round = 0; round < 150; round++) {
      int vocabulary = new int[] {4, 12, 40}[round % 3];
      float[] row = new float[vocabulary];
      for (int id = 0; id < vocabulary; id++) {
        float value = (float) random.nextGaussian() * 3;
        row[id] = round % 5 == 0 ? Math.round(value) : value;
      }
      Case one = randomCase(random, vocabulary);
      try (Logits logits = new Logits(row)) {
        Sampler sampler = new Sampler(logits.head());
        assertRanking(sampler, logits, row, one, 1 + random.nextInt(vocabulary + 3));
        assertGreedy(sampler, logits, row, one);
      }
    }
  }

  private static void assertRanking(
      Sampler sampler, Logits logits, float[] row, Case one, int count) {
    List<RowTask> scores = new ArrayList<>();
    for (int id = 0; id < row.length; id++) {
      scores.add(new RowTask.Score(id, 0));
    }
    List<RankedToken> expected = new ArrayList<>();
    for (RowResult result : sampler.run(logits.hidden(new int[row.length]), scores)) {
      RowResult.Token token = (RowResult.Token) result;
      float score = one.adjust(token.token(), token.logprob());
      expected.add(new RankedToken(token.token(), score, token.logprob()));
    }
    expected.sort(
        Comparator.comparing((RankedToken ranked) -> -(ranked.score() + 0f))
            .thenComparing(ranked -> -row[ranked.token()])
            .thenComparing(RankedToken::token));
    RowResult alone =
        sampler.run(logits.hidden(0), List.of(new RowTask.Rank(one.sampling(), count))).get(0);
    RowResult.Ranking ranking = assertInstanceOf(RowResult.Ranking.class, alone);
    List<RankedToken> best = expected.subList(0, Math.min(count, row.length));
    // Among what is impossible the order means nothing.
    List<RankedToken> possible = best.stream().filter(ConstraintsTest::isPossible).toList();
    assertEquals(
        possible,
        ranking.best().stream().filter(ConstraintsTest::isPossible).toList(),
        one.toString());
    assertEquals(best.size(), ranking.best().size());
    List<RowTask> mixed =
        List.of(
            new RowTask.Score(0, 2),
            new RowTask.Rank(one.sampling(), count),
            new RowTask.Rank(one.sampling(), 1));
    assertEquals(alone, sampler.run(logits.hidden(0, 0, 0), mixed).get(1));
  }

  private static boolean isPossible(RankedToken ranked) {
    return ranked.score() > Float.NEGATIVE_INFINITY;
  }

  private static void assertGreedy(Sampler sampler, Logits logits, float[] row, Case one) {
    float[] adjusted = new float[row.length];
    for (int id = 0; id < row.length; id++) {
      adjusted[id] = one.adjust(id, row[id]);
    }
    int best = NaiveSampler.ranked(adjusted).get(0);
    RowTask task = new RowTask.Draw(one.sampling());
    RowResult result = sampler.run(logits.hidden(0), List.of(task)).get(0);
    if (adjusted[best] == Float.NEGATIVE_INFINITY) {
      assertInstanceOf(RowResult.Failure.class, result);
      return;
    }
    RowResult.Token token = assertInstanceOf(RowResult.Token.class, result);
    assertEquals(best, token.token(), one.toString());
    assertEquals(NaiveSampler.logprobs(row)[best], token.logprob(), 2e-5);
  }

  private static Case randomCase(Random random, int vocabulary) {
    int[] prompt = tokens(random, vocabulary, random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(9));
    int[] generated =
        tokens(random, vocabulary, random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_TOKENS));
    List<List<Integer>> words = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int[] word = tokens(random, vocabulary, 1 + random.nextInt(3));
      words.add(IntStream.of(word).boxed().toList());
    }
    if (generated.length > 1 && random.nextBoolean()) {
      words.add(List.of(generated[generated.length - 1], random.nextInt(vocabulary)));
    }
    TokenConstraints constraints =
        new TokenConstraints(
            random.nextInt(4),
            words,
            random.nextInt(3) == 0 ? Set.of(random.nextInt(vocabulary)) : Set.of(),
            random.nextInt(3) == 0
                ? OptionalInt.of(random.nextInt(vocabulary))
                : OptionalInt.empty(),
            random.nextInt(3) == 0 ? Set.of(0, 1 + random.nextInt(vocabulary - 1)) : Set.of());
    SamplingOptions options = SamplingOptions.greedy().withLogprobs(2).withConstraints(constraints);
    if (random.nextInt(3) == 0) {
      options = options.withRepetitionPenalty(1.4f).withFrequencyPenalty(0.5f);
    }
    if (random.nextInt(3) == 0) {
      options = options.withLogitBias(Map.of(random.nextInt(vocabulary), 2.5f));
    }
    Set<Integer> ends = Set.of(random.nextInt(vocabulary));
    return new Case(options, ends, random.nextInt(8), prompt, generated);
  }

  private static int[] tokens(Random random, int vocabulary, int count) {
    return random.ints(count, 0, vocabulary).toArray();
  }

  /** Sixty-four stripes, of which a few hold all the best. */
  @Test
  void ranksALargeVocabulary() {
    int vocabulary = 262_144;
    Random random = new Random(4);
    float[] row = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      row[id] = Math.round(random.nextGaussian() * 50) / 8f; // many are equal
    }
    List<Integer> ranked = new ArrayList<>(NaiveSampler.ranked(row));
    Set<Integer> suppressed = Set.of(ranked.get(0), ranked.get(3), ranked.get(11), 77);
    ranked.removeAll(suppressed);
    TokenConstraints constraints =
        new TokenConstraints(0, List.of(), suppressed, OptionalInt.empty(), Set.of());
    Case one =
        new Case(
            SamplingOptions.greedy().withConstraints(constraints),
            Set.of(),
            0,
            new int[] {1},
            new int[0]);
    try (Logits logits = new Logits(row)) {
      RowTask task = new RowTask.Rank(one.sampling(), 24);
      Sampler sampler = new Sampler(logits.head());
      for (RowResult result : sampler.run(logits.hidden(0, 0), List.of(task, task))) {
        RowResult.Ranking ranking = (RowResult.Ranking) result;
        assertEquals(
            ranked.subList(0, 24), ranking.best().stream().map(RankedToken::token).toList());
      }
    }
  }

  @Test
  void saysWhatIsOutOfRange() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TokenConstraints(-1, List.of(), Set.of(), OptionalInt.empty(), Set.of()));
    assertEquals(
        "no_repeat_ngram_size is -1, expected 0 for none, or 1 and more", thrown.getMessage());
    thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TokenConstraints(
                    0, List.of(List.of()), Set.of(), OptionalInt.empty(), Set.of()));
    assertEquals("bad_words holds an empty one, expected tokens in each", thrown.getMessage());
  }
}
