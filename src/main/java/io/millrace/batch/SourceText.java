package io.millrace.batch;

import java.util.Objects;

/**
 * A text of a file, or what is wrong with its line.
 *
 * @param line its place in the file, from 1; of a record of several lines, the first
 * @param text the text; empty if something is wrong
 * @param problem what is wrong, or empty
 */
public record SourceText(long line, String text, String problem) {

  public SourceText {
    Objects.requireNonNull(text, "text: is null, expected a string");
    Objects.requireNonNull(problem, "problem: is null, expected a string");
  }

  static SourceText wrong(long line, String problem) {
    return new SourceText(line, "", problem);
  }

  /** Whether there is no text. */
  public boolean isWrong() {
    return !problem.isEmpty();
  }
}
