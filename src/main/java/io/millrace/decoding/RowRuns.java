package io.millrace.decoding;

import java.util.function.IntToLongFunction;

/** Adjacent rows that want the same, so that one call of a kernel serves them together. */
final class RowRuns {

  /** The key of rows that want nothing. */
  static final long NOTHING = Long.MIN_VALUE;

  private RowRuns() {}

  /** What is done with rows {@code from} to {@code from + count - 1}. */
  @FunctionalInterface
  interface Action {
    void accept(int from, int count, long key);
  }

  /** Acts on each longest run of equal keys, in ascending order, but not on {@link #NOTHING}. */
  static void forEach(int rows, IntToLongFunction key, Action action) {
    int from = 0;
    while (from < rows) {
      long wanted = key.applyAsLong(from);
      int to = from + 1;
      while (to < rows && key.applyAsLong(to) == wanted) {
        to++;
      }
      if (wanted != NOTHING) {
        action.accept(from, to - from, wanted);
      }
      from = to;
    }
  }
}
