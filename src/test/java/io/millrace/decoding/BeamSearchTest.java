package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BeamSearchTest {

  private static final double[] PENALTIES = {1, 0, 0.6, 2, -1};

  /** Made-up distributions, with many equal values and impossible tokens, searched in both ways. */
  @Property(tries = 500)
  void findsWhatAPlainSearchFinds(
      @ForAll @IntRange(min = 1, max = 6) int beams,
      @ForAll @IntRange(min = 3, max = 40) int vocabulary,
      @ForAll @IntRange(min = 1, max = 12) int maxTokens,
      @ForAll @LongRange(min = 0) long seed) {
    Random random = new Random(seed);
    BeamSearchOptions options =
        new BeamSearchOptions(
            beams,
            PENALTIES[random.nextInt(PENALTIES.length)],
            List.of(EarlyStopping.values()).get(random.nextInt(3)),
            1 + random.nextInt(beams));
    Set<Integer> ends = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      ends.add(random.nextInt(vocabulary));
    }
    boolean coarse = random.nextInt(3) == 0;
    float impossible = random.nextInt(3) == 0 ? 0.5f : 0;
    Function<List<Integer>, float[]> scores =
        tokens -> scores(new Random(seed ^ tokens.hashCode()), vocabulary, coarse, impossible);
    List<NaiveBeamSearch.Text> expected =
        new NaiveBeamSearch(options, ends, maxTokens).search(scores);

    List<Hypothesis> found = search(options, ends, maxTokens, scores);
    assertEquals(
        expected.stream().map(NaiveBeamSearch.Text::tokens).toList(),
        found.stream().map(BeamSearchTest::ids).toList());
    assertEquals(
        expected.stream().map(NaiveBeamSearch.Text::score).toList(),
        found.stream().map(Hypothesis::score).toList());
  }

  private static float[] scores(Random random, int vocabulary, boolean coarse, float impossible) {
    float[] scores = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      float score = -4 * random.nextFloat();
      scores[id] = coarse ? Math.round(score) : score;
      if (id > 0 && random.nextFloat() < impossible) {
        scores[id] = Float.NEGATIVE_INFINITY;
      }
    }
    return scores;
  }

  /** Searches with no more known of each beam than is asked for. */
  private static List<Hypothesis> search(
      BeamSearchOptions options,
      Set<Integer> ends,
      int maxTokens,
      Function<List<Integer>, float[]> scores) {
    BeamSearch search = new BeamSearch(options, ends, maxTokens);
    List<List<Integer>> texts = new ArrayList<>();
    for (int beam = 0; beam < options.beams(); beam++) {
      texts.add(List.of());
    }
    int count = BeamSearch.candidates(options, ends);
    while (!search.isOver()) {
      List<List<Integer>> before = List.copyOf(texts);
      List<BeamSearch.Extension> next =
          search.extend(before.stream().map(text -> ranking(scores.apply(text), count)).toList());
      texts.clear();
      for (BeamSearch.Extension extension : next) {
        List<Integer> longer = new ArrayList<>(before.get(extension.parent()));
        longer.add(extension.token());
        texts.add(longer);
      }
    }
    return search.hypotheses();
  }

  private static RowResult.Ranking ranking(float[] scores, int count) {
    List<RankedToken> best =
        NaiveSampler.ranked(scores).stream()
            .limit(count)
            .map(id -> new RankedToken(id, scores[id], scores[id]))
            .toList();
    return new RowResult.Ranking(best, List.of());
  }

  private static List<Integer> ids(Hypothesis hypothesis) {
    return hypothesis.tokens().stream().map(RowResult.Token::token).toList();
  }

  @Test
  void theScoreIsTheMeanByDefaultAndTheEndTokenCounts() {
    BeamSearchOptions options = new BeamSearchOptions(1, 1, EarlyStopping.LIKELY, 1);
    BeamSearch search = new BeamSearch(options, Set.of(2), 9);
    search.extend(List.of(ranking(new float[] {-1, -2, -3}, 2)));
    search.extend(List.of(ranking(new float[] {-3, -2, -0.5f}, 2)));
    assertTrue(search.isOver());
    Hypothesis found = search.hypotheses().get(0);
    assertEquals(List.of(0, 2), ids(found));
    assertEquals(-0.75f, found.score());
    assertTrue(search.hasEndToken(found));
  }

  @Test
  void nothingIsFoundWhereNothingIsPossible() {
    float none = Float.NEGATIVE_INFINITY;
    BeamSearchOptions options = new BeamSearchOptions(2, 1, EarlyStopping.NEVER, 2);
    BeamSearch search = new BeamSearch(options, Set.of(), 9);
    List<RowResult.Ranking> row = List.of(ranking(new float[] {none, none, none}, 4));
    search.extend(List.of(row.get(0), row.get(0)));
    assertTrue(search.isOver());
    assertEquals(List.of(), search.hypotheses());
  }

  @Test
  void saysWhatIsOutOfRange() {
    assertRefused("beams is 0, expected 1 and more", 0, 1, 1);
    assertRefused("length_penalty is NaN, expected -10 to 10", 2, Double.NaN, 1);
    assertRefused("hypotheses wanted are 3, expected 1 to the number of beams, 2", 2, 1, 3);
  }

  private static void assertRefused(String message, int beams, double penalty, int best) {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BeamSearchOptions(beams, penalty, EarlyStopping.FULL, best));
    assertEquals(message, thrown.getMessage());
  }
}
