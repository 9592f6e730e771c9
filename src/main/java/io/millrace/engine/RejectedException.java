package io.millrace.engine;

/** A request that can never run: larger than a limit, or with ids the model does not have. */
public final class RejectedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public RejectedException(String message) {
    super(message);
  }
}
