package io.millrace.store;

import java.io.IOException;
import java.time.Duration;

/** A failure that may pass: the request is worth making again, not before the server's wish. */
final class RetryableException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RetryableException(String message) {
    this(message, Duration.ZERO);
  }

  RetryableException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** The least time to wait, zero where the server did not say. */
  Duration retryAfter() {
    return retryAfter;
  }
}
