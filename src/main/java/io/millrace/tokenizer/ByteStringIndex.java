package io.millrace.tokenizer;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * From bytes to the number of the string that has them: open addressing over {@link PackedStrings}.
 *
 * <p>The hash starts from a random number for each index, so that no file can be made whose strings
 * all collide. What is found does not depend on it.
 */
final class ByteStringIndex {

  private static final int PRIME = 0x01000193;

  private final PackedStrings strings;
  private final int seed = new SplittableRandom().nextInt();
  private final int mask;
  private final int[] slots; // number of the string + 1, 0 where empty
  private final int[] hashes;
  private int longest;

  /**
   * Indexes the strings whose number {@code included} accepts; of equal strings the first counts.
   */
  ByteStringIndex(PackedStrings strings, IntPredicate included) {
    this.strings = strings;
    int capacity = Integer.highestOneBit(Math.max(8, strings.size()) * 2 - 1) << 1; // half full
    mask = capacity - 1;
    slots = new int[capacity];
    hashes = new int[capacity];
    for (int i = 0; i < strings.size(); i++) {
      if (included.test(i)) {
        insert(i);
      }
    }
  }

  private void insert(int index) {
    int from = strings.start(index);
    int to = strings.end(index);
    int hash = hash(strings.array(), from, to);
    int slot = slot(strings.array(), from, to, hash);
    if (slots[slot] == 0) {
      slots[slot] = index + 1;
      hashes[slot] = hash;
      longest = Math.max(longest, to - from);
    }
  }

  /** Returns the number of the string equal to {@code text[from, to)}, or -1 if there is none. */
  int find(byte[] text, int from, int to) {
    if (to - from > longest) {
      return -1;
    }
    return slots[slot(text, from, to, hash(text, from, to))] - 1;
  }

  private int slot(byte[] text, int from, int to, int hash) {
    int slot = hash & mask;
    while (slots[slot] != 0 && !(hashes[slot] == hash && equal(slots[slot] - 1, text, from, to))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean equal(int index, byte[] text, int from, int to) {
    int start = strings.start(index);
    if (strings.end(index) - start != to - from) {
      return false;
    }
    byte[] array = strings.array();
    for (int i = from, j = start; i < to; i++, j++) {
      if (text[i] != array[j]) {
        return false;
      }
    }
    return true;
  }

  private int hash(byte[] text, int from, int to) {
    int hash = seed;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text[i]) * PRIME;
    }
    return hash ^ (hash >>> 15);
  }
}
