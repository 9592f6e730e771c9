package io.millrace.decoding;

import java.util.List;

/** What became of a {@link RowTask}. */
public sealed interface RowResult {

  /**
   * The token that was chosen or scored.
   *
   * @param token its id
   * @param logprob natural logarithm of its probability by the raw logits, or NaN if not asked for
   * @param top the likeliest tokens by the raw logits, best first; empty if not asked for
   */
  record Token(int token, float logprob, List<Candidate> top) implements RowResult {}

  /**
   * The best tokens of a row.
   *
   * @param best by their scores, best first; among equal scores the larger logit, then the lower id
   * @param top the likeliest tokens by the raw logits, best first; empty if not asked for
   */
  record Ranking(List<RankedToken> best, List<Candidate> top) implements RowResult {
    public Ranking {
      best = List.copyOf(best);
      top = List.copyOf(top);
    }
  }

  /**
   * The row is of no use to its sequence.
   *
   * @param reason why, and what to do
   */
  record Failure(String reason) implements RowResult {}
}
