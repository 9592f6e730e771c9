package io.millrace;

/**
 * A value, or why there is none.
 *
 * @param <T> the kind of value
 */
public sealed interface Result<T> {

  /** The position among the requests, from 0. */
  int index();

  /**
   * The value.
   *
   * @throws RequestException if this is a failure
   */
  T orThrow();

  /**
   * A value.
   *
   * @param index position among the requests, from 0
   * @param value the value
   */
  record Success<T>(int index, T value) implements Result<T> {
    @Override
    public T orThrow() {
      return value;
    }
  }

  /**
   * A request that could not be answered.
   *
   * @param index position among the requests, from 0
   * @param error why
   */
  record Failure<T>(int index, RequestException error) implements Result<T> {
    @Override
    public T orThrow() {
      throw error;
    }
  }
}
