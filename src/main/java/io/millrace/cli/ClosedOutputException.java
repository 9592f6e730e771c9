package io.millrace.cli;

import java.io.IOException;

/** Standard output is not read any more, as that of {@code … | head}. */
final class ClosedOutputException extends IOException {

  private static final long serialVersionUID = 1L;

  ClosedOutputException() {
    super("output: nobody reads it any more");
  }
}
