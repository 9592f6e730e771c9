package io.millrace.decoding;

/**
 * A range of ids that the head computes together.
 *
 * @param number from 0 in ascending order of ids
 * @param start its first id
 * @param width how many ids, {@link #WIDTH} but for the last
 */
record Stripe(int number, int start, int width) {

  /** Ids of a stripe; part of the definition of log-sum-exp. */
  static final int WIDTH = 4096;

  /** The stripe with this number of a vocabulary. */
  static Stripe of(int number, int vocabulary) {
    int start = number * WIDTH;
    return new Stripe(number, start, Math.min(WIDTH, vocabulary - start));
  }

  /** This stripe and those behind it, {@code count} at most, as one range. */
  Stripe and(int count, int vocabulary) {
    return new Stripe(number, start, Math.min(count * WIDTH, vocabulary - start));
  }

  /** How many stripes a vocabulary has. */
  static int count(int vocabulary) {
    return (vocabulary + WIDTH - 1) / WIDTH;
  }
}
