package io.millrace.engine;

import io.millrace.engine.StepPlan.Slice;
import java.util.List;
import java.util.Optional;

/**
 * What a step found out for one sequence.
 *
 * @param slice which rows were run
 * @param promptScores scores of the prompt tokens that follow the slice's first rows
 * @param next the token that was chosen, or empty if none was due
 * @param error why the sequence cannot go on, or empty if it can
 */
record SliceResult(
    Slice slice,
    List<TokenScore> promptScores,
    Optional<TokenScore> next,
    Optional<RuntimeException> error) {

  /** A slice of a step that failed. */
  static SliceResult failed(Slice slice, RuntimeException error) {
    return new SliceResult(slice, List.of(), Optional.empty(), Optional.of(error));
  }
}
