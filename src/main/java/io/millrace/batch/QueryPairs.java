package io.millrace.batch;

import io.millrace.RequestException;
import java.util.List;

/**
 * Queries and the documents they are held against: one query for all documents, or one for each.
 */
record QueryPairs(List<String> queries, List<String> documents) {

  /**
   * @throws RequestException if their numbers do not suit
   */
  QueryPairs {
    if (queries.size() != 1 && queries.size() != documents.size()) {
      throw RequestException.invalid(
          "documents",
          "found %d texts to be held against %d, expected 1 against any number, or as many"
              .formatted(queries.size(), documents.size()));
    }
  }

  int size() {
    return documents.size();
  }

  /** The place of the query that a document is held against. */
  int queryOf(int document) {
    return queries.size() == 1 ? 0 : document;
  }

  /** How long all texts that are read are, as the planner counts; a query once a document. */
  long size(boolean queriesOnce) {
    long size = documents.stream().mapToLong(InputTexts::size).sum();
    long asked = queries.stream().mapToLong(InputTexts::size).sum();
    return size + (queriesOnce || queries.size() > 1 ? asked : asked * documents.size());
  }
}
