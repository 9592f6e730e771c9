package io.millrace.kernel;

import io.millrace.tensor.DataType;
import java.util.List;

/**
 * How a cache block of one layer holds the keys and values of 64 positions.
 *
 * <p>A block is g heads back to back; a head is its keys, then its values:
 *
 * <ul>
 *   <li>F32, F16: keys {@code [e][64]} (element by element, the 64 positions side by side, so that
 *       a vector's lanes are positions), values {@code [64][e]}.
 *   <li>BF16: keys {@code [e / 2][64][2]} (pairs of elements; the last of an odd head is zero),
 *       values {@code [32][e][2]} (pairs of positions).
 *   <li>Q8_0: codes of the keys {@code [e][64]}, their scales {@code [groups][64]} in F16, codes of
 *       the values {@code [64][e]}, their scales {@code [64][groups]}; a group is 32 elements, the
 *       last one may be shorter.
 * </ul>
 *
 * <p>Unused places hold zero.
 *
 * @param type one of {@link #TYPES}
 * @param g key/value heads
 * @param e elements of a head
 */
public record BlockLayout(DataType type, int g, int e) {

  /** The types a cache may have. */
  public static final List<DataType> TYPES =
      List.of(DataType.F32, DataType.F16, DataType.BF16, DataType.Q8_0);

  /** Positions of a block. */
  public static final int POSITIONS = 64;

  /** Positions after which attention starts a fresh running sum; numerics.md 4. */
  public static final int SEGMENT = 512;

  /** Elements of a head that share a scale in a Q8_0 cache. */
  public static final int GROUP = 32;

  /**
   * @throws IllegalArgumentException if the type is not one of a cache, or an extent is below 1
   */
  public BlockLayout {
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "cache: type is " + type + ", expected F32, F16, BF16 or Q8_0");
    }
    if (g < 1 || e < 1) {
      throw new IllegalArgumentException(
          "cache: " + g + " heads of " + e + ", expected 1 and more");
    }
  }

  /** Bytes of a block, the same for every layer of this shape. */
  public long blockBytes() {
    return g * headBytes();
  }

  /** Bytes of a head in a block. */
  public long headBytes() {
    return keyBytes() + valueBytes();
  }

  /** Bytes of a head's keys, which its values follow. */
  public long keyBytes() {
    return type == DataType.BF16 ? 2L * POSITIONS * (e + e % 2) : valueBytes();
  }

  /** Groups of a head in a Q8_0 cache. */
  public int groups() {
    return (e + GROUP - 1) / GROUP;
  }

  private long valueBytes() {
    return type == DataType.Q8_0
        ? POSITIONS * (e + 2L * groups())
        : (long) POSITIONS * e * type.blockBytes();
  }
}
