package io.millrace;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How texts are scored by classifiers and rerankers.
 *
 * @param function what becomes of the head's raw scores; default as the model says
 * @param maxTokens tokens of a text or a pair at most, those put around included; at least 1,
 *     default empty: as the model says, which is a limit as well
 * @param overflow what becomes of longer texts; default they are cut
 * @param timeout fail when the request, with all its documents, has taken longer than this since it
 *     was submitted; above 0, default empty: never
 */
public record ScoringOptions(
    ScoreFunction function, OptionalInt maxTokens, Overflow overflow, Optional<Duration> timeout) {

  /** What becomes of the head's raw scores. */
  public enum ScoreFunction {
    /** What the model's folder says, or else what suits the number of labels. */
    AS_MODEL,
    /** Nothing: the raw scores. */
    NONE,
    /** Each score on its own: {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** All scores together: their exponentials, with the sum 1. */
    SOFTMAX
  }

  private static final ScoringOptions DEFAULTS =
      new ScoringOptions(
          ScoreFunction.AS_MODEL, OptionalInt.empty(), Overflow.CUT, Optional.empty());

  /** Checks every component. */
  public ScoringOptions {
    Range.check("max_tokens", maxTokens.orElse(1), 1, Integer.MAX_VALUE);
    Range.checkTimeout(timeout);
  }

  /** Everything as the model says. */
  public static ScoringOptions defaults() {
    return DEFAULTS;
  }

  public ScoringOptions withFunction(ScoreFunction function) {
    return new ScoringOptions(function, maxTokens, overflow, timeout);
  }

  public ScoringOptions withMaxTokens(int maxTokens) {
    return new ScoringOptions(function, OptionalInt.of(maxTokens), overflow, timeout);
  }

  public ScoringOptions withOverflow(Overflow overflow) {
    return new ScoringOptions(function, maxTokens, overflow, timeout);
  }

  public ScoringOptions withTimeout(Duration timeout) {
    return new ScoringOptions(function, maxTokens, overflow, Optional.of(timeout));
  }
}
