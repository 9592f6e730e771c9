package io.millrace.quant;

import java.util.Arrays;
import java.util.Objects;

/**
 * One block taken apart: a small integer per element, the scales, and the mins.
 *
 * <p>This is the form that {@code numerics.md} section 2 defines products on. {@link #form()} says
 * which formula holds. A block of 32 elements without sub-scales counts as one sub-block of scale
 * 1. Filled by {@link BlockCodec#unpack}; mutable so that a loop over blocks allocates nothing; not
 * thread-safe.
 */
public final class BlockCodes {

  private static final int MOST_ELEMENTS = 256;
  private static final int MOST_SUB_BLOCKS = 16;

  final byte[] codes = new byte[MOST_ELEMENTS];
  final int[] subScales = new int[MOST_SUB_BLOCKS];
  final int[] subMins = new int[MOST_SUB_BLOCKS];

  private BlockForm form = BlockForm.FLOATS;
  private int length;
  private int subBlockLength = 1;
  private float scale;
  private float min;

  /** Makes an empty holder; {@link #length()} is 0 until the first block is unpacked into it. */
  public BlockCodes() {}

  /** How codes, scales and mins make the values. */
  public BlockForm form() {
    return form;
  }

  /** Elements in the block: 32 or 256. */
  public int length() {
    return length;
  }

  /**
   * The integer of element {@code i}: signed with the format's zero already subtracted (−128…127)
   * for {@link BlockForm#SCALE} and {@link BlockForm#SUB_SCALES}, else unsigned (0…31).
   */
  public int code(int i) {
    return codes[Objects.checkIndex(i, length)];
  }

  /** The block's scale, exact: {@code d}, and 2^(e−128) for MXFP4. */
  public float scale() {
    return scale;
  }

  /**
   * The block's min: added once for {@link BlockForm#SCALE_AND_MIN} ({@code m}), subtracted {@link
   * #subMin} times for {@link BlockForm#SUB_SCALES_AND_MINS} ({@code dmin}), else 0.
   */
  public float min() {
    return min;
  }

  /** Elements that share a sub-scale: 16 or 32. */
  public int subBlockLength() {
    return subBlockLength;
  }

  /** Number of sub-blocks: {@code length() / subBlockLength()}. */
  public int subBlocks() {
    return length / subBlockLength;
  }

  /** Integer scale of sub-block {@code s}, −128…127; 1 for forms without sub-scales. */
  public int subScale(int s) {
    return subScales[Objects.checkIndex(s, subBlocks())];
  }

  /** Integer min of sub-block {@code s}, 0…63; 0 for forms without sub-mins. */
  public int subMin(int s) {
    return subMins[Objects.checkIndex(s, subBlocks())];
  }

  /** Begins a block of 32 elements with one scale and, where the form has it, one min. */
  void startSmall(BlockForm newForm, float newScale, float newMin) {
    start(newForm, 32, 32);
    scale = newScale;
    min = newMin;
    subScales[0] = 1;
    subMins[0] = 0;
  }

  /**
   * Begins a block of 256 elements; the codec fills sub-scales and, where it has them, sub-mins.
   */
  void startLarge(BlockForm newForm, int newSubBlockLength, float newScale, float newMin) {
    start(newForm, MOST_ELEMENTS, newSubBlockLength);
    scale = newScale;
    min = newMin;
    if (newForm != BlockForm.SUB_SCALES_AND_MINS) {
      Arrays.fill(subMins, 0);
    }
  }

  private void start(BlockForm newForm, int newLength, int newSubBlockLength) {
    form = newForm;
    length = newLength;
    subBlockLength = newSubBlockLength;
  }

  /** Writes the values by the formula of the form; see {@link BlockCodec#decode} on rounding. */
  void toFloats(float[] values, int valuesOffset) {
    for (int s = 0; s < subBlocks(); s++) {
      float step = scale * subScales[s];
      float base = form == BlockForm.SUB_SCALES_AND_MINS ? -(min * subMins[s]) : min;
      int first = s * subBlockLength;
      for (int i = first; i < first + subBlockLength; i++) {
        values[valuesOffset + i] = step * codes[i] + base;
      }
    }
  }
}
