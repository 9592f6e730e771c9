package io.millrace.format;

import java.io.IOException;

/**
 * A file is not what its format says. The message tells where, what was found, what was expected
 * and, where it helps, what to do.
 */
public final class FormatException extends IOException {

  private static final long serialVersionUID = 1L;

  public FormatException(String message) {
    super(message);
  }
}
