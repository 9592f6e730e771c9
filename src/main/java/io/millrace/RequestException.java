package io.millrace;

import java.util.Optional;

/** A request that could not be answered; others are not affected. */
public final class RequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Whose fault it is. */
  public enum Kind {
    /** The request is wrong; it fails every time. */
    INVALID,
    /** The request is longer than the context of the model or the cache. */
    TOO_LONG,
    /** The request is right, and answering it failed. */
    FAILED,
    /** The request is right, and it ran longer than it may. */
    TIMED_OUT
  }

  private final Kind kind;
  private final String parameter;

  private RequestException(Kind kind, String parameter, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.parameter = parameter;
  }

  /**
   * A wrong request.
   *
   * @param parameter the part that is wrong, such as {@code temperature}
   */
  public static RequestException invalid(String parameter, String message) {
    return new RequestException(Kind.INVALID, parameter, message, null);
  }

  static RequestException tooLong(String message) {
    return new RequestException(Kind.TOO_LONG, "prompt", message, null);
  }

  static RequestException failed(String message, Throwable cause) {
    return new RequestException(Kind.FAILED, "", message, cause);
  }

  static RequestException timedOut(String message) {
    return new RequestException(Kind.TIMED_OUT, "", message, null);
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /** The part of the request that is wrong, where one is. */
  public Optional<String> parameter() {
    return parameter.isEmpty() ? Optional.empty() : Optional.of(parameter);
  }
}
