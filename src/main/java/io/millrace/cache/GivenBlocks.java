package io.millrace.cache;

/** Blocks in the order in which they were given back; any of them leaves in constant time. */
final class GivenBlocks {

  private final int[] next;
  private final int[] previous;
  private final int end; // stands before the first and behind the last
  private int size;

  GivenBlocks(int blocks) {
    next = new int[blocks + 1];
    previous = new int[blocks + 1];
    end = blocks;
    next[end] = end;
    previous[end] = end;
  }

  int size() {
    return size;
  }

  void addLast(int block) {
    int last = previous[end];
    next[last] = block;
    previous[block] = last;
    next[block] = end;
    previous[end] = block;
    size++;
  }

  int removeFirst() {
    int first = next[end];
    remove(first);
    return first;
  }

  void remove(int block) {
    next[previous[block]] = next[block];
    previous[next[block]] = previous[block];
    size--;
  }
}
