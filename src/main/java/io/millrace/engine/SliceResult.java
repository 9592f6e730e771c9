package io.millrace.engine;

import io.millrace.decoding.RowResult.Ranking;
import io.millrace.engine.StepPlan.Slice;
import java.util.List;
import java.util.Optional;

/**
 * What a step found out for one sequence.
 *
 * @param sequence whose rows were run, or that continues the same prompt
 * @param promptScores scores of the prompt tokens that follow the slice's rows
 * @param next the token that was chosen, or empty if none was due
 * @param ranking the best tokens of a beam, or empty if none were due
 * @param error why the sequence cannot go on, or empty if it can
 */
record SliceResult(
    Sequence sequence,
    List<TokenScore> promptScores,
    Optional<TokenScore> next,
    Optional<Ranking> ranking,
    Optional<RuntimeException> error) {

  /** A slice that decided no token. */
  static SliceResult scored(Sequence sequence, List<TokenScore> promptScores) {
    return new SliceResult(
        sequence, promptScores, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A slice that decided a token. */
  static SliceResult drawn(Sequence sequence, List<TokenScore> promptScores, TokenScore next) {
    return new SliceResult(
        sequence, promptScores, Optional.of(next), Optional.empty(), Optional.empty());
  }

  /** A slice that found what a beam may go on with. */
  static SliceResult ranked(Sequence sequence, List<TokenScore> promptScores, Ranking ranking) {
    return new SliceResult(
        sequence, promptScores, Optional.empty(), Optional.of(ranking), Optional.empty());
  }

  /** A sequence that cannot go on. */
  static SliceResult failed(Sequence sequence, RuntimeException error) {
    return new SliceResult(
        sequence, List.of(), Optional.empty(), Optional.empty(), Optional.of(error));
  }

  /** A slice of a step that failed, and all that depend on it. */
  static List<SliceResult> failed(Slice slice, RuntimeException error) {
    return slice.sequence().family().stream().map(sequence -> failed(sequence, error)).toList();
  }
}
