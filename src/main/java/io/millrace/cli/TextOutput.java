package io.millrace.cli;

import io.millrace.batch.SourceText;
import java.io.IOException;

/**
 * What becomes of the answers to texts.
 *
 * @param <A> an answer
 */
interface TextOutput<A> {

  /** Takes the answer to a text; in the order of the texts. */
  void answered(SourceText text, A answer) throws IOException;

  /** Takes note that a text has none; in the order of the texts. */
  void failed(SourceText text) throws IOException;

  /** All texts have come. */
  void finish() throws IOException;
}
