package io.millrace;

import java.util.List;

/**
 * What a model made of a text.
 *
 * @param text the best candidate's
 * @param score the best candidate's
 * @param candidates as many as {@code n} asks for, best first
 * @param usage tokens read and written
 */
public record Translation(String text, double score, List<Candidate> candidates, Usage usage) {

  public Translation {
    candidates = List.copyOf(candidates);
  }

  /**
   * One way to put it.
   *
   * @param text without special tokens
   * @param score of a beam search, {@link Choice#score}; else the mean log-probability of its
   *     tokens, the one that ends it included
   */
  public record Candidate(String text, double score) {}
}
