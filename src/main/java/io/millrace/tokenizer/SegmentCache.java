package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * The ids of recent short segments, so that a frequent word is merged once.
 *
 * <p>Each segment has one place; a newer one takes it over. So the cache never grows, and threads
 * share it without locks: an entry is immutable, and one that gets lost is computed again.
 */
final class SegmentCache {

  /** Longest segment kept, in bytes. */
  static final int LONGEST = 48;

  private static final int PLACES = 1 << 16;

  private static final class Entry {
    final byte[] text;
    final int[] tokens;

    Entry(byte[] text, int[] tokens) {
      this.text = text;
      this.tokens = tokens;
    }
  }

  private final Entry[] entries = new Entry[PLACES];

  /** The ids of {@code text[from, to)}, or an empty array if they are not here. */
  int[] find(byte[] text, int from, int to) {
    Entry entry = entries[place(text, from, to)];
    if (entry == null || !Arrays.equals(entry.text, 0, entry.text.length, text, from, to)) {
      return NONE;
    }
    return entry.tokens;
  }

  private static final int[] NONE = {};

  void keep(byte[] text, int from, int to, int[] tokens) {
    entries[place(text, from, to)] = new Entry(Arrays.copyOfRange(text, from, to), tokens);
  }

  private static int place(byte[] text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return (hash * 0x9E3779B9) >>> 16;
  }
}
