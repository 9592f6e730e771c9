package io.millrace.cli;

import io.millrace.Translation;
import io.millrace.batch.SourceText;
import java.io.PrintWriter;

/**
 * A line for each text: a text that failed is an empty one, so that lines keep their places; of
 * JSON, which says its line, nothing.
 */
record TranslationOutput(PrintWriter out, boolean json) implements TextOutput<Translation> {

  @Override
  public void answered(SourceText text, Translation answer) throws ClosedOutputException {
    LineOutput.print(
        out, json ? TranslationText.json(text, answer) : TranslationText.line(text, answer));
  }

  @Override
  public void failed(SourceText text) throws ClosedOutputException {
    if (!json) {
      LineOutput.print(out, "");
    }
  }

  @Override
  public void finish() {}
}
