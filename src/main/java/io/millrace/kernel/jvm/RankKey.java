package io.millrace.kernel.jvm;

/**
 * A logit and its token as one integer: the larger logit gives the smaller key, and among equal
 * logits the lower id. Both zeros count as +0; logits are not NaN.
 */
final class RankKey {

  private static final long ID_BITS = 0xFFFFFFFFL;

  private RankKey() {}

  static long of(float logit, int id) {
    int bits = Float.floatToRawIntBits(logit + 0f);
    return (long) ~inOrder(bits) << 32 | id;
  }

  static float logit(long key) {
    return Float.intBitsToFloat(inOrder(~(int) (key >> 32)));
  }

  static int id(long key) {
    return (int) (key & ID_BITS);
  }

  /** Maps the bits of floats to integers in the order of the floats, and back. */
  private static int inOrder(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
