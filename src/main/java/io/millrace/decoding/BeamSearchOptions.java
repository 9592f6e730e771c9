package io.millrace.decoding;

/**
 * How a beam search goes and when it ends; names and meaning are those of {@code transformers}.
 *
 * @param beams hypotheses that grow together, 1 and more
 * @param lengthPenalty the power of its length that a hypothesis's sum of log-probabilities is
 *     divided by: above 0 favours long ones, below 0 short ones; 0 disables it
 * @param earlyStopping when the search ends before all hypotheses have
 * @param best how many hypotheses are wanted, 1 to {@code beams}
 */
public record BeamSearchOptions(
    int beams, double lengthPenalty, EarlyStopping earlyStopping, int best) {

  /** When a search ends that could go on. */
  public enum EarlyStopping {
    /** When no beam, at its present length, scores better than the worst of those that ended. */
    LIKELY,
    /** As soon as {@code beams} hypotheses have ended. */
    FULL,
    /** When no beam could score better, at whatever length, than the worst of those that ended. */
    NEVER
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BeamSearchOptions {
    if (beams < 1) {
      throw new IllegalArgumentException("beams is " + beams + ", expected 1 and more");
    }
    if (!(Math.abs(lengthPenalty) <= 10)) {
      throw new IllegalArgumentException(
          "length_penalty is " + lengthPenalty + ", expected -10 to 10");
    }
    if (best < 1 || best > beams) {
      throw new IllegalArgumentException(
          "hypotheses wanted are " + best + ", expected 1 to the number of beams, " + beams);
    }
  }
}
