package io.millrace.store;

import java.io.IOException;

/**
 * A model that could not be found, fetched or kept: where, what is, what was expected, what to do.
 */
public final class StoreException extends IOException {

  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
