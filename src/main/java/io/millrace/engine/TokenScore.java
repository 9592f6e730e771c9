package io.millrace.engine;

import io.millrace.decoding.Candidate;
import java.util.List;

/**
 * A token at its place, with what was asked to be known about it.
 *
 * @param token its id
 * @param logprob natural logarithm of its probability by the raw logits, or NaN if not asked for
 * @param top the likeliest tokens at this place, best first; empty if not asked for
 */
public record TokenScore(int token, float logprob, List<Candidate> top) {

  public TokenScore {
    top = List.copyOf(top);
  }

  /** A token of which nothing else was asked. */
  public static TokenScore of(int token) {
    return new TokenScore(token, Float.NaN, List.of());
  }
}
