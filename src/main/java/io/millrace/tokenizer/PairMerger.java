package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * The merge loop of both kinds of BPE: of all neighbouring pairs that may be joined, the one with
 * the lowest rank is, the leftmost of equals, until none is left.
 *
 * <p>Short segments look for the pair anew each time; longer ones keep the pairs in a binary heap,
 * which makes n symbols cost O(n log n). An entry of the heap is (rank, place of the left symbol)
 * in one long; it is out of date when the pair now at that place has another rank. Not for several
 * threads.
 */
final class PairMerger {

  /** Which pairs may be joined, and into what. */
  interface Joins {
    /**
     * The number of the join of two neighbours, or -1 if they stay apart.
     *
     * @param text holds both: the left one starts at {@code from}, the right one ends at {@code to}
     * @param left token of the left one, or -1 if it is none
     * @param right token of the right one, or -1 if it is none
     */
    int find(byte[] text, int from, int to, int left, int right);

    /** Rank of a join, lowest first; may be negative. */
    int rank(int join);

    /** Token that a join makes. */
    int token(int join);
  }

  private static final int SHORT = 32;

  private final Joins joins;
  private byte[] text;
  private int count;
  private int end;
  private int[] start = new int[64];
  private int[] token = new int[64];
  private int[] next = new int[64];
  private int[] previous = new int[64];
  private int[] join = new int[64]; // with the next symbol, -1 for none
  private long[] heap = new long[64];
  private int heapSize;

  PairMerger(Joins joins) {
    this.joins = joins;
  }

  /** Begins a segment of {@code text}. */
  void begin(byte[] text) {
    this.text = text;
    this.count = 0;
  }

  /**
   * Adds the next symbol, which begins at byte {@code from}; {@code id} is -1 if it is no token.
   */
  void add(int from, int id) {
    if (count == start.length) {
      int capacity = Math.addExact(count, count);
      start = Arrays.copyOf(start, capacity);
      token = Arrays.copyOf(token, capacity);
      next = Arrays.copyOf(next, capacity);
      previous = Arrays.copyOf(previous, capacity);
      join = Arrays.copyOf(join, capacity);
    }
    start[count] = from;
    token[count] = id;
    next[count] = count + 1;
    previous[count] = count - 1;
    count++;
  }

  /** Merges all that can be merged; {@code to} is the end of the last symbol. */
  void merge(int to) {
    end = to;
    heapSize = 0;
    for (int i = 0; i < count; i++) {
      look(i);
    }
    if (count <= SHORT) {
      mergeByScan();
    } else {
      mergeByHeap();
    }
  }

  private void mergeByScan() {
    while (true) {
      int best = -1;
      int bestRank = 0;
      for (int i = 0; i < count; i = next[i]) {
        if (join[i] >= 0 && (best < 0 || joins.rank(join[i]) < bestRank)) {
          best = i;
          bestRank = joins.rank(join[i]);
        }
      }
      if (best < 0) {
        return;
      }
      joinAt(best);
    }
  }

  private void mergeByHeap() {
    for (int i = 0; i < count; i++) {
      push(i);
    }
    while (heapSize > 0) {
      long entry = pop();
      int left = (int) entry;
      if (join[left] >= 0 && joins.rank(join[left]) == (int) (entry >> 32)) {
        joinAt(left);
        push(left);
        if (previous[left] >= 0) {
          push(previous[left]);
        }
      }
    }
  }

  private void joinAt(int left) {
    int right = next[left];
    token[left] = joins.token(join[left]);
    join[right] = -1;
    next[left] = next[right];
    if (next[left] < count) {
      previous[next[left]] = left;
    }
    look(left);
    if (previous[left] >= 0) {
      look(previous[left]);
    }
  }

  private void look(int left) {
    int right = next[left];
    join[left] =
        right >= count
            ? -1
            : joins.find(text, start[left], endOf(right), token[left], token[right]);
  }

  private int endOf(int symbol) {
    return next[symbol] < count ? start[next[symbol]] : end;
  }

  private void push(int left) {
    if (join[left] < 0) {
      return;
    }
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, Math.addExact(heapSize, heapSize));
    }
    long entry = (long) joins.rank(join[left]) << 32 | left;
    int at = heapSize++;
    while (at > 0 && heap[(at - 1) >>> 1] > entry) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = entry;
  }

  private long pop() {
    long top = heap[0];
    long last = heap[--heapSize];
    int at = 0;
    while (2 * at + 1 < heapSize) {
      int child = 2 * at + 1;
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return top;
  }

  /** Takes what is left after {@link #merge}, from left to right. */
  interface Sink {
    /** Takes the symbol {@code text[from, to)}; {@code token} is -1 if it is no token. */
    void take(byte[] text, int from, int to, int token, TokenBuffer out);
  }

  /** Hands the symbols left to {@code sink}. */
  void drain(Sink sink, TokenBuffer out) {
    for (int i = 0; i < count; i = next[i]) {
      sink.take(text, start[i], endOf(i), token[i], out);
    }
  }
}
