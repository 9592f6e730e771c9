package io.millrace.tokenizer;

import java.util.SplittableRandom;

/** The ranked merges of a byte-level vocabulary, found by the two tokens that are joined. */
final class MergeTable implements PairMerger.Joins {

  private final long[] keys; // left << 32 | right, plus 1; 0 where empty
  private final int[] ranks;
  private final int[] joined; // by rank
  private final int mask;
  private final long multiplier = new SplittableRandom().nextLong() | 1; // not to be foreseen

  /**
   * Reads the merges. One whose parts or whole are no tokens can never apply and is left out, so is
   * one that would make a control token out of text.
   *
   * @throws IllegalArgumentException if a merge is not two pieces with a space between
   */
  MergeTable(PackedStrings merges, Vocabulary vocabulary) {
    int capacity = Integer.highestOneBit(Math.max(8, merges.size()) * 2 - 1) << 1; // half full
    keys = new long[capacity];
    ranks = new int[capacity];
    joined = new int[merges.size()];
    mask = capacity - 1;
    byte[] whole = new byte[64];
    for (int rank = 0; rank < merges.size(); rank++) {
      whole = read(merges, rank, vocabulary, whole);
    }
  }

  /**
   * Takes merges that were read elsewhere, best first; of equal ones the last counts.
   *
   * @param left token on the left of each
   * @param right token on the right of each
   * @param joined token that each makes
   */
  MergeTable(int[] left, int[] right, int[] joined) {
    int capacity = Integer.highestOneBit(Math.max(8, joined.length) * 2 - 1) << 1; // half full
    keys = new long[capacity];
    ranks = new int[capacity];
    this.joined = joined.clone();
    mask = capacity - 1;
    for (int rank = joined.length - 1; rank >= 0; rank--) {
      insert(key(left[rank], right[rank]), rank);
    }
  }

  private byte[] read(PackedStrings merges, int rank, Vocabulary vocabulary, byte[] room) {
    byte[] text = merges.array();
    int from = merges.start(rank);
    int to = merges.end(rank);
    int space = indexOfSpace(merges, rank);
    int left = vocabulary.find(text, from, space);
    int right = vocabulary.find(text, space + 1, to);
    byte[] whole = room.length < to - from ? new byte[2 * (to - from)] : room;
    System.arraycopy(text, from, whole, 0, space - from);
    System.arraycopy(text, space + 1, whole, space - from, to - space - 1);
    int join = vocabulary.find(whole, 0, to - from - 1);
    if (left >= 0 && right >= 0 && join >= 0 && isText(vocabulary.kind(join))) {
      joined[rank] = join;
      insert(key(left, right), rank);
    }
    return whole;
  }

  private static boolean isText(TokenKind kind) {
    return kind == TokenKind.NORMAL || kind == TokenKind.USER_DEFINED;
  }

  /** A space separates the two pieces; the first piece is never empty. */
  private static int indexOfSpace(PackedStrings merges, int rank) {
    for (int i = merges.start(rank) + 1; i < merges.end(rank) - 1; i++) {
      if (merges.array()[i] == ' ') {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "tokenizer: merge %d is \"%s\", expected two pieces with a space between"
            .formatted(rank, merges.text(rank)));
  }

  private static long key(int left, int right) {
    return ((long) left << 32 | right) + 1;
  }

  private void insert(long key, int rank) {
    int slot = slot(key);
    if (keys[slot] == 0) { // of equal merges the first counts
      keys[slot] = key;
      ranks[slot] = rank;
    }
  }

  private int slot(long key) {
    int slot = (int) ((key * multiplier) >>> 33) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  @Override
  public int find(byte[] text, int from, int to, int left, int right) {
    if (left < 0 || right < 0) {
      return -1;
    }
    int slot = slot(key(left, right));
    return keys[slot] == 0 ? -1 : ranks[slot];
  }

  @Override
  public int rank(int join) {
    return join;
  }

  @Override
  public int token(int join) {
    return joined[join];
  }
}
