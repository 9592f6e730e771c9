package io.millrace.quant;

/**
 * How a block's integers make its values.
 *
 * <p>The four integer forms are the four rows of the table in {@code numerics.md} section 2.
 * Letters: {@code c} the code of an element, {@code d} and {@code m} the scale and the min of the
 * block, {@code sc} and {@code mn} the integer scale and min of the element's sub-block.
 */
public enum BlockForm {
  /** Values that are no small integers times a scale; such a block cannot be unpacked. */
  FLOATS,
  /** {@code d * c}, c signed: Q4_0, Q5_0, Q8_0, IQ4_NL, MXFP4. */
  SCALE,
  /** {@code d * c + m}, c unsigned: Q4_1, Q5_1. */
  SCALE_AND_MIN,
  /** {@code d * sc * c}, c signed: Q3_K, Q6_K, IQ4_XS. */
  SUB_SCALES,
  /** {@code d * sc * c - m * mn}, c unsigned: Q2_K, Q4_K, Q5_K. */
  SUB_SCALES_AND_MINS
}
