package io.millrace.cli;

import io.millrace.batch.SourceText;
import java.io.PrintWriter;
import java.util.function.BiFunction;

/**
 * A line on standard output for each answer.
 *
 * @param format makes the line
 */
record LineOutput<A>(PrintWriter out, BiFunction<SourceText, A, String> format)
    implements TextOutput<A> {

  @Override
  public void answered(SourceText text, A answer) throws ClosedOutputException {
    print(out, format.apply(text, answer));
  }

  /** Prints a line where somebody reads it. */
  static void print(PrintWriter out, String line) throws ClosedOutputException {
    out.println(line);
    if (out.checkError()) {
      throw new ClosedOutputException();
    }
  }

  @Override
  public void failed(SourceText text) {}

  @Override
  public void finish() {}
}
