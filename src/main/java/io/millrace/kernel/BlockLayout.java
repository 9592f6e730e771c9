package io.millrace.kernel;

import io.millrace.tensor.DataType;

/**
 * How a cache block of one layer holds the keys and values of 64 positions.
 *
 * <p>A block is g heads back to back; a head is a key panel {@code [e][64]} (element by element,
 * the 64 positions side by side, so that a vector's lanes are positions), then values {@code
 * [64][e]}, both in the cache's type. Unused places hold zero.
 *
 * @param type F16 or F32
 * @param g key/value heads
 * @param e elements of a head
 */
public record BlockLayout(DataType type, int g, int e) {

  /** Positions of a block. */
  public static final int POSITIONS = 64;

  /** Positions after which attention starts a fresh running sum; numerics.md 4. */
  public static final int SEGMENT = 512;

  /**
   * @throws IllegalArgumentException if the type is not one of a cache, or an extent is below 1
   */
  public BlockLayout {
    if (type != DataType.F16 && type != DataType.F32) {
      throw new IllegalArgumentException("cache: type is " + type + ", expected F16 or F32");
    }
    if (g < 1 || e < 1) {
      throw new IllegalArgumentException(
          "cache: " + g + " heads of " + e + ", expected 1 and more");
    }
  }

  /** Bytes of a block, the same for every layer of this shape. */
  public long blockBytes() {
    return 2L * g * e * POSITIONS * type.blockBytes();
  }
}
