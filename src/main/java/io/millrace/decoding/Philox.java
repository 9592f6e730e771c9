package io.millrace.decoding;

/**
 * The counter-based random generator Philox4x32-10: a number depends on its key and counter alone,
 * so a draw needs no state and no order.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
final class Philox {

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW_WORD = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Returns a number in [0, 1), a multiple of 2^-53.
   *
   * @param seed the key, its low word first
   * @param choice number of the answer to the same request, counter word 2
   * @param position position of the token to be drawn, counter word 0
   */
  static double uniform(long seed, int choice, int position) {
    int[] words = {position, 0, choice, 0};
    block(words, (int) seed, (int) (seed >>> 32));
    long bits = (words[0] & LOW_WORD) << 21 | words[1] >>> 11;
    return bits * 0x1p-53;
  }

  /** Replaces the four counter words by the four random words that belong to them. */
  static void block(int[] words, int key0, int key1) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (words[0] & LOW_WORD);
      long product1 = MULTIPLIER_1 * (words[2] & LOW_WORD);
      words[0] = (int) (product1 >>> 32) ^ words[1] ^ key0;
      words[1] = (int) product1;
      words[2] = (int) (product0 >>> 32) ^ words[3] ^ key1;
      words[3] = (int) product0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
  }
}
