package io.millrace.decoding;

import java.util.Set;

/**
 * How one sequence chooses its tokens, and what it has chosen so far. One thread's.
 *
 * <p>A choice depends on the options, the seed, the number of the answer, the position and the
 * tokens before it, and on nothing else.
 */
public final class SequenceSampling {

  private final SamplingOptions options;
  private final LogitAdjustments adjustments;
  private final long seed;
  private final int choice;
  private final int promptLength;
  private int generated;

  /**
   * The key of a sequence's random numbers.
   *
   * @param seed given by the user, or derived from the request
   * @param choice number of the answer to the same request, from 0
   */
  public record RandomKey(long seed, int choice) {}

  /**
   * The tokens that end a sequence, and when they may.
   *
   * @param endTokens token ids
   * @param minTokens they are impossible until so many tokens were generated
   * @param maxTokens the sequence ends with so many tokens anyway
   */
  public record EndRule(Set<Integer> endTokens, int minTokens, int maxTokens) {

    public EndRule {
      endTokens = Set.copyOf(endTokens);
    }
  }

  /** Starts before the first new token. */
  public SequenceSampling(SamplingOptions options, RandomKey key, EndRule end, int[] prompt) {
    this.options = options;
    this.seed = key.seed();
    this.choice = key.choice();
    this.promptLength = prompt.length;
    this.adjustments = new LogitAdjustments(options, end, prompt);
  }

  private SequenceSampling(SequenceSampling from) {
    options = from.options;
    seed = from.seed;
    choice = from.choice;
    promptLength = from.promptLength;
    adjustments = from.adjustments.copy();
    generated = from.generated;
  }

  /** The same with the same tokens so far, to go on apart. */
  public SequenceSampling copy() {
    return new SequenceSampling(this);
  }

  /** Takes note of the token that was chosen last. */
  public void accept(int token) {
    generated++;
    adjustments.generated(token);
  }

  SamplingOptions options() {
    return options;
  }

  LogitAdjustments adjustments() {
    return adjustments;
  }

  /** The random number of the next choice, in [0, 1). */
  double uniform() {
    return Philox.uniform(seed, choice, promptLength + generated);
  }
}
