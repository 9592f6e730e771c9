package io.millrace.kernel;

import io.millrace.tensor.DataType;

/** A weight matrix {@code [m, k]} in the layout of the implementation that packed it. */
public interface PackedWeight extends AutoCloseable {

  /** Rows of a slice start and end at multiples of this, the last row excepted. */
  int SLICE = 32;

  DataType type();

  /** Rows, that is outputs. */
  int m();

  /** Elements of a row, that is inputs. */
  int k();

  /** Bytes of memory it holds. */
  long bytes();

  /**
   * Returns a view of rows {@code from} to {@code to - 1}; closing it does nothing.
   *
   * @param from a multiple of {@link #SLICE}
   * @param to a multiple of {@link #SLICE}, or m
   */
  PackedWeight slice(int from, int to);

  @Override
  void close();
}
