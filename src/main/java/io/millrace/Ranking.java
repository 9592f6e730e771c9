package io.millrace;

import java.util.List;

/**
 * Documents in the order in which they answer a query.
 *
 * @param documents best first; the earlier one first among equals
 * @param tokens the tokens that were read, the query's once a document
 */
public record Ranking(List<Ranked> documents, int tokens) {

  /** Copies the list. */
  public Ranking {
    documents = List.copyOf(documents);
  }
}
