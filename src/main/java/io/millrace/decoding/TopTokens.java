package io.millrace.decoding;

import io.millrace.tensor.Tensor;

/**
 * The largest logits of one row with their ids, best first, the lower id first among equals;
 * gathered stripe by stripe in ascending order.
 */
final class TopTokens {

  private final int perStripe;
  private float[] values;
  private int[] ids;
  private float[] spareValues;
  private int[] spareIds;
  private int size;
  private float leftOut = Float.NEGATIVE_INFINITY;
  private boolean complete = true;

  /**
   * Makes an empty list.
   *
   * @param capacity how many entries it keeps
   * @param perStripe how many entries of each stripe it is shown at most
   */
  TopTokens(int capacity, int perStripe) {
    this.perStripe = perStripe;
    values = new float[capacity];
    ids = new int[capacity];
    spareValues = new float[capacity];
    spareIds = new int[capacity];
  }

  int perStripe() {
    return perStripe;
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

  /** The leading entries that are known to be the best, whatever was left out. */
  TokenRanking ranking() {
    return new TokenRanking(values, ids, certain(), complete);
  }

  private int certain() {
    if (complete || perStripe >= values.length) {
      return size;
    }
    int certain = 0;
    while (certain < size && values[certain] > leftOut) {
      certain++;
    }
    return certain;
  }

  /**
   * Merges the best of the next stripe.
   *
   * @param best F32, largest first
   * @param columns I32, where they stand in the stripe
   * @param stripe the stripe they are from
   */
  void merge(Tensor best, Tensor columns, Stripe stripe) {
    int count = best.elements();
    if (count < stripe.width()) {
      leaveOut(best.getFloat(count - 1));
    }
    if (size == values.length && best.getFloat(0) <= values[size - 1]) {
      leaveOut(best.getFloat(0));
      return;
    }
    int mine = 0;
    int theirs = 0;
    int merged = 0;
    while (merged < values.length && (mine < size || theirs < count)) {
      boolean take = mine == size || (theirs < count && best.getFloat(theirs) > values[mine]);
      spareValues[merged] = take ? best.getFloat(theirs) : values[mine];
      spareIds[merged] = take ? stripe.start() + columns.getInt(theirs) : ids[mine];
      if (take) {
        theirs++;
      } else {
        mine++;
      }
      merged++;
    }
    if (mine < size) {
      leaveOut(values[mine]);
    }
    if (theirs < count) {
      leaveOut(best.getFloat(theirs));
    }
    size = merged;
    swap();
  }

  private void leaveOut(float value) {
    leftOut = Math.max(leftOut, value);
    complete = false;
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
