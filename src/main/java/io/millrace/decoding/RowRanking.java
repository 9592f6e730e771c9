package io.millrace.decoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The best tokens of a row by their adjusted log-probabilities; {@code numerics.md} 6.
 *
 * <p>Penalties change a log-probability otherwise than a logit, and log-probabilities are known
 * only when the whole row was seen. So the tokens that may change are kept aside while the best of
 * the others are found, and join them at the end.
 */
final class RowRanking {

  private static final Comparator<Entry> BEST_FIRST =
      Comparator.comparingDouble((Entry entry) -> -entry.ranked.score())
          .thenComparingDouble(entry -> -entry.logit)
          .thenComparingInt(entry -> entry.ranked.token());

  /** A token with its raw logit, which decides among equal scores. */
  private record Entry(RankedToken ranked, float logit) {}

  private RowRanking() {}

  static HeadQuery query(RowTask.Rank rank) {
    LogitChange hiding = rank.sampling().adjustments().hiding();
    int logprobs = Math.max(0, rank.sampling().options().logprobs());
    HeadQuery.Draw draw = new HeadQuery.Draw(hiding, rank.count(), false, 1, Optional.empty());
    return new HeadQuery(HeadQuery.NO_TARGET, logprobs, Optional.of(draw));
  }

  /** The best of a row that was scanned with this query. */
  static List<RankedToken> best(RowScores scores, RowTask.Rank rank) {
    LogitAdjustments adjustments = rank.sampling().adjustments();
    float all = scores.logSumExp();
    List<Entry> entries = new ArrayList<>();
    TopTokens best = scores.best();
    for (int i = 0; i < Math.min(best.size(), rank.count()); i++) {
      if (!adjustments.contains(best.id(i))) {
        float logprob = best.value(i) - all;
        RankedToken ranked = new RankedToken(best.id(i), adjustments.other(logprob), logprob);
        entries.add(new Entry(ranked, best.value(i)));
      }
    }
    adjustments.forEach(
        (token, logit, change) -> {
          float logprob = logit - all;
          entries.add(new Entry(new RankedToken(token, change.of(logprob), logprob), logit));
        });
    entries.sort(BEST_FIRST);
    return entries.stream().limit(rank.count()).map(Entry::ranked).toList();
  }
}
