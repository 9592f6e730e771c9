package io.millrace.batch;

import java.util.List;

/**
 * What a look at all requests has found.
 *
 * @param valid requests that can be asked
 * @param invalid lines that cannot
 * @param problems the first of these, a line each, at most 20
 */
public record ValidationReport(long valid, long invalid, List<String> problems) {

  public ValidationReport {
    problems = List.copyOf(problems);
  }
}
