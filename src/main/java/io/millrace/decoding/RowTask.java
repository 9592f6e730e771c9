package io.millrace.decoding;

/** What is to be done with one hidden row. */
public sealed interface RowTask {

  /** Chooses the next token of a sequence, of which the row is the last. */
  record Draw(SequenceSampling sampling) implements RowTask {}

  /**
   * Finds the tokens that a sequence may go on with best, of which the row is the last.
   *
   * @param count how many, at least 1; all there are if the vocabulary is smaller
   */
  record Rank(SequenceSampling sampling, int count) implements RowTask {}

  /**
   * Finds the log-probability of a token that is known to come next.
   *
   * @param token the known token
   * @param logprobs how many of the likeliest tokens are reported beside it, 0 and more
   */
  record Score(int token, int logprobs) implements RowTask {}
}
