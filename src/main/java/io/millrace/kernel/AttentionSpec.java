package io.millrace.kernel;

/**
 * What an attention layer computes, apart from its operands.
 *
 * @param heads query heads h, a multiple of the cache's g
 * @param scale factor of the queries, usually {@code 1 / sqrt(e)}
 * @param softCap cap of the scores, or 0 for none
 * @param window positions a query sees, itself included, or {@link #NO_WINDOW}
 * @param mask which positions a query may see at all
 * @param bias what is added to scores by distance
 */
public record AttentionSpec(
    int heads, float scale, float softCap, int window, Mask mask, PositionBias bias) {

  /** A window that hides nothing. */
  public static final int NO_WINDOW = Integer.MAX_VALUE;

  /** Which positions a query may see. */
  public enum Mask {
    /** Its own and earlier ones. */
    CAUSAL,
    /** All of its sequence. */
    FULL
  }

  /** Attention without a bias by distance. */
  public AttentionSpec(int heads, float scale, float softCap, int window, Mask mask) {
    this(heads, scale, softCap, window, mask, PositionBias.NONE);
  }

  /** The same with another bias by distance. */
  public AttentionSpec withBias(PositionBias other) {
    return new AttentionSpec(heads, scale, softCap, window, mask, other);
  }
}
