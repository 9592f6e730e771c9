package io.millrace.engine;

/** A sequence or a text that ran longer than its request allows. */
public final class TimedOutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TimedOutException(String message) {
    super(message);
  }
}
