package io.millrace.decoding;

import java.util.Arrays;

/**
 * Some of the best adjusted logits of each stripe of one row, or all of a stripe once it was
 * opened.
 *
 * <p>What a stripe leaves out ranks behind the last it lists. So the ranking of the whole row is
 * known down to the first such last entry, and opening that stripe makes it known further.
 */
final class StripeCandidates {

  private final int perStripe;
  private final long[][] keys;
  private final boolean[] opened;

  /**
   * Makes one without entries.
   *
   * @param stripes how many stripes there are
   * @param perStripe how many entries of each are listed; 0 if none are wanted
   */
  StripeCandidates(int stripes, int perStripe) {
    this.perStripe = perStripe;
    keys = new long[stripes][];
    opened = new boolean[stripes];
  }

  int perStripe() {
    return perStripe;
  }

  /** Lists the best of a stripe. */
  void list(Stripe stripe, StripeBest best) {
    long[] listed = new long[best.count()];
    for (int i = 0; i < listed.length; i++) {
      listed[i] = RankKey.of(best.value(i), stripe.start() + best.column(i));
    }
    keys[stripe.number()] = listed;
    opened[stripe.number()] = listed.length == stripe.width();
  }

  /** Takes in all logits of a stripe. */
  void open(Stripe stripe, float[] logits) {
    long[] all = new long[logits.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = RankKey.of(logits[i], stripe.start() + i);
    }
    Arrays.sort(all);
    keys[stripe.number()] = all;
    opened[stripe.number()] = true;
  }

  /** The largest logit of all. */
  float best() {
    long best = Long.MAX_VALUE;
    for (long[] stripe : keys) {
      best = Math.min(best, stripe[0]);
    }
    return RankKey.logit(best);
  }

  /** Whether every stripe is known whole. */
  boolean isComplete() {
    return narrowest() < 0;
  }

  /** The stripe that limits how far the ranking is known, or -1 if none does. */
  int narrowest() {
    int narrowest = -1;
    for (int stripe = 0; stripe < keys.length; stripe++) {
      if (!opened[stripe] && (narrowest < 0 || last(stripe) < last(narrowest))) {
        narrowest = stripe;
      }
    }
    return narrowest;
  }

  /** The ranking as far as it is known. */
  TokenRanking ranking() {
    int narrowest = narrowest();
    long bound = narrowest < 0 ? Long.MAX_VALUE : last(narrowest);
    return new TokenRanking(keys, bound, narrowest < 0);
  }

  private long last(int stripe) {
    return keys[stripe][keys[stripe].length - 1];
  }
}
