package io.millrace;

import java.util.List;

/**
 * A text whose tokens have labels.
 *
 * @param labeled its tokens in order, those put around the text left out
 * @param spans runs of tokens with one label other than {@code O}, in order
 * @param tokens the tokens that were read, those put around the text included
 */
public record LabeledText(List<LabeledToken> labeled, List<LabeledSpan> spans, int tokens) {

  /** Copies the lists. */
  public LabeledText {
    labeled = List.copyOf(labeled);
    spans = List.copyOf(spans);
  }
}
