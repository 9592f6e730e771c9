package io.millrace.decoding;

import java.util.Arrays;

/**
 * The best tokens of a row by their adjusted logits, best first, the lower id first among equals,
 * as far as they are known. Merged from the lists of the stripes, no further than it is asked for.
 */
final class TokenRanking {

  private final long[][] lists;
  private final long bound;
  private final boolean complete;
  private final int[] next; // of each list, the first place that is not ranked yet
  private final int[] heap; // of lists, the one with the best next token first
  private int heapSize;
  private long[] keys = new long[64];
  private int size;

  /**
   * @param lists of the stripes, each ascending, as {@link RankKey} makes them; none is empty
   * @param bound tokens with larger keys are not known for sure
   * @param complete whether there are no tokens beyond those that are known
   */
  TokenRanking(long[][] lists, long bound, boolean complete) {
    this.lists = lists;
    this.bound = bound;
    this.complete = complete;
    next = new int[lists.length];
    heap = new int[lists.length];
    heapSize = lists.length;
    for (int place = heapSize - 1; place >= 0; place--) {
      heap[place] = place;
      sink(place);
    }
  }

  /** Whether so many tokens and one more are known. */
  boolean reaches(int rank) {
    while (size <= rank && heapSize > 0 && key(0) <= bound) {
      keys = size == keys.length ? Arrays.copyOf(keys, 2 * size) : keys;
      keys[size++] = key(0);
      int list = heap[0];
      next[list]++;
      if (next[list] == lists[list].length) {
        heap[0] = heap[--heapSize];
      }
      sink(0);
    }
    return size > rank;
  }

  /** Whether there are no tokens beyond those that are known. */
  boolean complete() {
    return complete;
  }

  /** The adjusted logit at a rank that it {@link #reaches}, before the temperature. */
  float logit(int rank) {
    return RankKey.logit(keys[rank]);
  }

  int id(int rank) {
    return RankKey.id(keys[rank]);
  }

  /** The next key of the list at a place of the heap. */
  private long key(int place) {
    int list = heap[place];
    return lists[list][next[list]];
  }

  private void sink(int from) {
    int place = from;
    int child = 2 * place + 1;
    while (child < heapSize) {
      if (child + 1 < heapSize && key(child + 1) < key(child)) {
        child++;
      }
      if (key(place) <= key(child)) {
        return;
      }
      int list = heap[place];
      heap[place] = heap[child];
      heap[child] = list;
      place = child;
      child = 2 * place + 1;
    }
  }
}
