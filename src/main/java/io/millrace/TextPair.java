package io.millrace;

import java.util.Objects;

/**
 * Two texts that a model reads together.
 *
 * @param first such as a premise or a query
 * @param second such as a hypothesis or a document
 */
public record TextPair(String first, String second) {

  /** Checks that both are there. */
  public TextPair {
    Objects.requireNonNull(first, "first: is null, expected a text");
    Objects.requireNonNull(second, "second: is null, expected a text");
  }
}
