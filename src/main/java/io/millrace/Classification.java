package io.millrace;

import java.util.List;

/**
 * The labels of a text.
 *
 * @param scores of all labels, best first; the lower number first among equals
 * @param tokens the tokens that were read, those put around the text included
 */
public record Classification(List<LabelScore> scores, int tokens) {

  /** Copies the list. */
  public Classification {
    scores = List.copyOf(scores);
  }

  /** The label that fits best. */
  public String label() {
    return scores.get(0).label();
  }

  /** How well that label fits. */
  public float score() {
    return scores.get(0).score();
  }
}
