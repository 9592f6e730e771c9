package io.millrace.batch;

import java.io.IOException;

/** A job that cannot start with the files it was given; nothing was written. */
public final class JobRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  JobRefusedException(String message) {
    super(message);
  }
}
