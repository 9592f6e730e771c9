package io.millrace.decoding;

import java.util.Arrays;

/**
 * The best tokens of a row by their adjusted logits, best first, the lower id first among equals.
 *
 * @param logits before the temperature
 * @param ids as many
 * @param size how many of these count
 * @param complete whether there are no tokens beyond these
 */
record TokenRanking(float[] logits, int[] ids, int size, boolean complete) {

  /** Ranks all tokens of a row of finite logits, or negative infinity for impossible tokens. */
  static TokenRanking of(float[] row) {
    long[] keys = new long[row.length];
    for (int id = 0; id < row.length; id++) {
      keys[id] = descending(row[id]) << 32 | id;
    }
    Arrays.sort(keys);
    float[] logits = new float[row.length];
    int[] ids = new int[row.length];
    for (int rank = 0; rank < row.length; rank++) {
      ids[rank] = (int) keys[rank];
      logits[rank] = row[ids[rank]];
    }
    return new TokenRanking(logits, ids, row.length, true);
  }

  TokenDraw.Choice choice(int rank) {
    return new TokenDraw.Choice(ids[rank], logits[rank]);
  }

  /** An integer that is smaller for a larger value, and the same for both zeros. */
  private static long descending(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return ~(bits ^ ((bits >> 31) & Integer.MAX_VALUE));
  }
}
