package io.millrace.kernel.vector;

/**
 * What the planes of packed codes are multiplied with for one token, without being taken apart.
 *
 * <p>A column u of a plane of b bits holds the codes {@code n0 + n1 2^b + n2 2^2b + …}, so that
 * {@code n0 = u - 2^b (u >>> b)} and so on. Hence {@code n0 x0 + n1 x1 + …} is {@code u x0 + (u >>>
 * b) (x1 - 2^b x0) + (u >>> 2b) (x2 - 2^b x1) + …}: a shift, a product and a sum for each code, and
 * no mask. All is modulo 2^16, which hurts nobody, since the sum fits 16 bits.
 *
 * @param low factors of the plane of 4 bits, a pair of 16-bit halves for each pair of codes
 * @param high factors of the plane above, times 16; empty if there is none
 * @param starts what sums start at, for each sub-block: the factors' sum times what is to be taken
 *     from codes
 */
record PlaneFactors(int[] low, int[] high, int[] starts) {

  private static final int LOW_BITS = 4;

  /** The factors of a token for a weight whose codes have 4, 5 or 6 bits. */
  static PlaneFactors of(int[] pairs, Panels w) {
    int highBits = w.bits() - LOW_BITS;
    int[] high = highBits == 0 ? new int[0] : steps(pairs, highBits, LOW_BITS);
    return new PlaneFactors(steps(pairs, LOW_BITS, 0), high, starts(pairs, w));
  }

  private static int[] steps(int[] pairs, int bits, int shift) {
    int inColumn = 16 / bits - 1; // a power of 2 less 1
    int[] steps = new int[pairs.length];
    for (int i = 0; i < steps.length; i++) {
      int before = (i & inColumn) == 0 ? 0 : pairs[i - 1];
      int even = (pairs[i] - (before << bits)) << shift;
      int odd = ((pairs[i] >>> 16) - ((before >>> 16) << bits)) << shift;
      steps[i] = (even & 0xffff) | odd << 16;
    }
    return steps;
  }

  private static int[] starts(int[] pairs, Panels w) {
    int each = w.subBlockLength() / 2;
    int[] starts = new int[pairs.length / each];
    for (int s = 0; s < starts.length; s++) {
      int even = 0;
      int odd = 0;
      for (int i = s * each; i < (s + 1) * each; i++) {
        even += pairs[i];
        odd += pairs[i] >>> 16;
      }
      starts[s] = (-w.center() * even & 0xffff) | (-w.center() * odd) << 16;
    }
    return starts;
  }
}
