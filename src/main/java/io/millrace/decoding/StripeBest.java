package io.millrace.decoding;

/**
 * The best logits of one row in a stripe, largest first.
 *
 * @param values the logits of this row and others
 * @param columns where they stand in the stripe
 * @param first the index of this row's first
 * @param count how many it has, at least one
 */
record StripeBest(float[] values, int[] columns, int first, int count) {

  float value(int rank) {
    return values[first + rank];
  }

  int column(int rank) {
    return columns[first + rank];
  }
}
