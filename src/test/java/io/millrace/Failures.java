package io.millrace;

/** Failures as the library makes them, for fake models. */
public final class Failures {

  private Failures() {}

  /** A request that ran longer than it may. */
  public static RequestException timedOut(String message) {
    return RequestException.timedOut(message);
  }

  /** A request longer than the context. */
  public static RequestException tooLong(String message) {
    return RequestException.tooLong(message);
  }
}
