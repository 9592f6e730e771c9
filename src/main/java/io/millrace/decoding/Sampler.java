package io.millrace.decoding;

import io.millrace.kernel.Draws;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses and scores tokens, many rows at a time.
 *
 * <p>Greedy rows are decided by the best token of each stripe, rows with a filter by all of their
 * logits. Rows without a filter draw a stripe by its share of the probability, then a token of that
 * stripe, whose logits are computed again, with the same bits.
 */
public final class Sampler {

  private static final int MOST_ROWS = 256; // a stripe's logits stay within 4 MiB
  private static final int MOST_KEPT = 1 << 24; // logits of whole rows, 64 MiB

  private final Head head;

  public Sampler(Head head) {
    this.head = head;
  }

  /**
   * Carries tasks out; a row that is of no use fails alone.
   *
   * @param hidden F32 {@code [n, d]}, behind the final norm
   * @param tasks what to do with each row
   * @return as many results
   */
  public List<RowResult> run(Tensor hidden, List<? extends RowTask> tasks) {
    List<RowResult> results = new ArrayList<>();
    int most = tasks.stream().anyMatch(Sampler::isFiltered) ? mostKept() : MOST_ROWS;
    for (int from = 0; from < tasks.size(); from += most) {
      int count = Math.min(most, tasks.size() - from);
      List<? extends RowTask> part = tasks.subList(from, from + count);
      HeadRun run = head.run(hidden.rows(from, count), part.stream().map(Sampler::query).toList());
      for (int row = 0; row < count; row++) {
        results.add(result(run, row, part.get(row)));
      }
    }
    return results;
  }

  private int mostKept() {
    return Math.max(1, Math.min(MOST_ROWS, MOST_KEPT / head.vocabulary()));
  }

  private static boolean isFiltered(RowTask task) {
    return task instanceof RowTask.Draw draw
        && !draw.sampling().options().isGreedy()
        && draw.sampling().options().isFiltered();
  }

  private static HeadQuery query(RowTask task) {
    if (task instanceof RowTask.Score score) {
      return new HeadQuery(score.token(), score.logprobs(), Optional.empty());
    }
    if (task instanceof RowTask.Rank rank) {
      return RowRanking.query(rank);
    }
    SequenceSampling sampling = ((RowTask.Draw) task).sampling();
    return new HeadQuery(
        HeadQuery.NO_TARGET, sampling.options().logprobs(), Optional.of(draw(sampling)));
  }

  private static HeadQuery.Draw draw(SequenceSampling sampling) {
    SamplingOptions options = sampling.options();
    LogitAdjustments adjustments = sampling.adjustments();
    if (options.isGreedy()) {
      return new HeadQuery.Draw(adjustments, 1, false, 1, Optional.empty());
    }
    float inverse = TokenDraw.inverseTemperature(options);
    if (!options.isFiltered()) {
      return new HeadQuery.Draw(adjustments, 0, true, inverse, Optional.empty());
    }
    Draws.Filter filter = new Draws.Filter(inverse, options.topK(), options.topP(), options.minP());
    return new HeadQuery.Draw(
        adjustments,
        0,
        false,
        inverse,
        Optional.of(new HeadQuery.FilteredDraw(filter, sampling.uniform())));
  }

  private static RowResult result(HeadRun run, int row, RowTask task) {
    RowScores scores = run.scores(row);
    if (scores.flaw().isPresent()) {
      return new RowResult.Failure(scores.flaw().get());
    }
    if (task instanceof RowTask.Score score) {
      return token(scores, score.token(), scores.targetLogit());
    }
    if (task instanceof RowTask.Rank rank) {
      return new RowResult.Ranking(RowRanking.best(scores, rank), top(scores));
    }
    return choose(run, row, ((RowTask.Draw) task).sampling());
  }

  private static RowResult choose(HeadRun run, int row, SequenceSampling sampling) {
    TokenDraw draw = new TokenDraw(run, row, sampling);
    if (draw.best() == Float.NEGATIVE_INFINITY) {
      return new RowResult.Failure("no token is possible: min_tokens excludes all there are");
    }
    if (!(draw.best() <= Float.MAX_VALUE)) {
      return new RowResult.Failure(
          "logits leave the range of 32-bit floats at temperature "
              + sampling.options().temperature());
    }
    TokenDraw.Choice choice = draw.choose();
    float raw = sampling.adjustments().raw(choice.token(), choice.logit());
    return token(run.scores(row), choice.token(), raw);
  }

  private static RowResult token(RowScores scores, int token, float rawLogit) {
    if (!scores.query().wantsLogprobs()) {
      return new RowResult.Token(token, Float.NaN, List.of());
    }
    return new RowResult.Token(token, rawLogit - scores.logSumExp(), top(scores));
  }

  private static List<Candidate> top(RowScores scores) {
    float all = scores.logSumExp();
    List<Candidate> top = new ArrayList<>();
    TopTokens best = scores.rawTop();
    for (int rank = 0; rank < Math.min(best.size(), scores.query().logprobs()); rank++) {
      top.add(new Candidate(best.id(rank), best.value(rank) - all));
    }
    return top;
  }
}
