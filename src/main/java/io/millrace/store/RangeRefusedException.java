package io.millrace.store;

import java.io.IOException;

/** A server that cannot continue at the position asked for: start over without a range. */
final class RangeRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  RangeRefusedException(String message) {
    super(message);
  }
}
