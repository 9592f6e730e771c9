package io.millrace.decoding;

/**
 * The best tokens of a row by their adjusted logits, best first, the lower id first among equals.
 *
 * @param keys as {@link RankKey} makes them, ascending
 * @param complete whether there are no tokens beyond these
 */
record TokenRanking(long[] keys, boolean complete) {

  int size() {
    return keys.length;
  }

  /** The adjusted logit at a rank, before the temperature. */
  float logit(int rank) {
    return RankKey.logit(keys[rank]);
  }

  int id(int rank) {
    return RankKey.id(keys[rank]);
  }
}
