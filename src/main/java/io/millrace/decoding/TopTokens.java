package io.millrace.decoding;

/**
 * The largest logits of one row with their ids, best first, the lower id first among equals;
 * gathered stripe by stripe in ascending order.
 */
final class TopTokens {

  private float[] values;
  private int[] ids;
  private float[] spareValues;
  private int[] spareIds;
  private int size;

  /** Makes an empty list that keeps the best {@code capacity}. */
  TopTokens(int capacity) {
    values = new float[capacity];
    ids = new int[capacity];
    spareValues = new float[capacity];
    spareIds = new int[capacity];
  }

  int capacity() {
    return values.length;
  }

  int size() {
    return size;
  }

  float value(int rank) {
    return values[rank];
  }

  int id(int rank) {
    return ids[rank];
  }

  /**
   * Merges the best of the next stripe.
   *
   * @param start the first id of the stripe
   */
  void merge(StripeBest best, int start) {
    int count = best.count();
    if (size == values.length && best.value(0) <= values[size - 1]) {
      return;
    }
    int mine = 0;
    int theirs = 0;
    int merged = 0;
    while (merged < values.length && (mine < size || theirs < count)) {
      boolean take = mine == size || (theirs < count && best.value(theirs) > values[mine]);
      spareValues[merged] = take ? best.value(theirs) : values[mine];
      spareIds[merged] = take ? start + best.column(theirs) : ids[mine];
      if (take) {
        theirs++;
      } else {
        mine++;
      }
      merged++;
    }
    size = merged;
    swap();
  }

  private void swap() {
    float[] oldValues = values;
    values = spareValues;
    spareValues = oldValues;
    int[] oldIds = ids;
    ids = spareIds;
    spareIds = oldIds;
  }
}
