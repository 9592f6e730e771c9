package io.millrace.tokenizer;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Strings found character by character: a trie whose edges lie in one hash table.
 *
 * <p>Node 0 is the root. The hash starts from a random number for each trie, so that no file can be
 * made whose edges all collide.
 */
final class CodePointTrie {

  /** No such node, or no string that ends there. */
  static final int NONE = -1;

  private final long multiplier = new SplittableRandom().nextLong() | 1;
  private long[] keys = new long[1024]; // node << 21 | character, plus 1; 0 where empty
  private int[] children = new int[1024];
  private int[] values = new int[512];
  private int nodes = 1;

  CodePointTrie() {
    Arrays.fill(values, NONE);
  }

  /** Makes {@code value} the one of {@code string}, in the place of an earlier one. */
  void put(String string, int value) {
    int node = insert(string); // which may replace the array
    values[node] = value;
  }

  /** Makes {@code value} the one of {@code string} unless it has one. */
  void putIfAbsent(String string, int value) {
    int node = insert(string);
    if (values[node] == NONE) {
      values[node] = value;
    }
  }

  private int insert(String string) {
    int node = 0;
    for (int i = 0; i < string.length(); ) {
      int codePoint = string.codePointAt(i);
      i += Character.charCount(codePoint);
      int child = child(node, codePoint);
      node = child == NONE ? addChild(node, codePoint) : child;
    }
    return node;
  }

  private int addChild(int node, int codePoint) {
    if (2 * nodes >= keys.length) {
      grow();
    }
    if (nodes == values.length) {
      values = Arrays.copyOf(values, Math.addExact(nodes, nodes));
      Arrays.fill(values, nodes, values.length, NONE);
    }
    long key = key(node, codePoint);
    int slot = slot(key);
    keys[slot] = key;
    children[slot] = nodes;
    return nodes++;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new long[Math.multiplyExact(2, oldKeys.length)];
    children = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        children[slot] = oldChildren[i];
      }
    }
  }

  private static long key(int node, int codePoint) {
    return ((long) node << 21 | codePoint) + 1;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * multiplier) >>> 33) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The node one character further, or {@link #NONE}. */
  int child(int node, int codePoint) {
    int slot = slot(key(node, codePoint));
    return keys[slot] == 0 ? NONE : children[slot];
  }

  /**
   * The node at the end of {@code string}, begun at {@code node}; {@link #NONE} if it leads out.
   */
  int walk(int node, String string) {
    int at = node;
    for (int i = 0; i < string.length() && at != NONE; ) {
      int codePoint = string.codePointAt(i);
      i += Character.charCount(codePoint);
      at = child(at, codePoint);
    }
    return at;
  }

  /** The value of the string that ends at {@code node}, or {@link #NONE}. */
  int value(int node) {
    return node == NONE ? NONE : values[node];
  }

  /** The value of a whole string, or {@link #NONE}. */
  int get(String string) {
    return value(walk(0, string));
  }

  /** The value of a whole text, or {@link #NONE}. */
  int get(AlignedText text) {
    int node = 0;
    for (int i = 0; i < text.length() && node != NONE; i++) {
      node = child(node, text.at(i));
    }
    return value(node);
  }
}
