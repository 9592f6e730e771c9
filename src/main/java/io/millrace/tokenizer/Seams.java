package io.millrace.tokenizer;

import java.util.function.IntPredicate;

/**
 * Between which neighbouring characters a text may be cut without changing its ids.
 *
 * <p>A merge across a border makes a piece that holds the two characters at the border side by
 * side. If no piece does, no merge ever crosses, and either side can be tokenized alone. The set of
 * pairs that some piece holds is exact for ASCII; other pairs share bits by hash, which can only
 * keep characters together that might be cut. In an English text this cuts before every space.
 */
final class Seams {

  private static final int BITS = 23;

  private final boolean[] ascii = new boolean[128 * 128];
  private final long[] other = new long[1 << (BITS - 6)];

  /** Collects the pairs of the pieces whose number {@code merged} accepts. */
  Seams(PackedStrings pieces, IntPredicate merged) {
    for (int id = 0; id < pieces.size(); id++) {
      if (merged.test(id)) {
        join(pieces.array(), pieces.start(id), pieces.end(id));
      }
    }
  }

  private void join(byte[] piece, int from, int to) {
    int left = -1;
    for (int i = from; i < to; i += Utf8.length(piece[i])) {
      int right = Utf8.codePoint(piece, i, to);
      if (left >= 0) {
        mark(left, right);
      }
      left = right;
    }
  }

  private void mark(int left, int right) {
    if ((left | right) < 128) {
      ascii[left << 7 | right] = true;
    } else {
      int bit = bit(left, right);
      other[bit >>> 6] |= 1L << bit;
    }
  }

  /** Whether {@code left} and {@code right}, side by side in a text, must stay together. */
  boolean joined(int left, int right) {
    if ((left | right) < 128) {
      return ascii[left << 7 | right];
    }
    int bit = bit(left, right);
    return (other[bit >>> 6] >>> bit & 1) != 0;
  }

  private static int bit(int left, int right) {
    return (int) ((((long) left << 21 | right) * 0x9E3779B97F4A7C15L) >>> (64 - BITS));
  }
}
