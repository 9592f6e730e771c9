package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * The encoder of one block format: floats to the block that represents them.
 *
 * <p>The choices of rounding are those of the reference encoders, without an importance matrix, so
 * that blocks equal theirs byte for byte. Quantizers hold no state and may be shared by threads;
 * {@link Quantizers#of} finds the one of a type.
 */
public interface Quantizer {

  /** The type of the blocks written. */
  DataType type();

  /**
   * Encodes one block. If the largest value is so small that the scale has no finite reciprocal,
   * all codes are those of zero.
   *
   * @param values holds {@code type().blockSize()} finite values from {@code valuesOffset} on
   * @param blocks receives {@code type().blockBytes()} bytes from {@code offset} on
   * @throws IllegalArgumentException if a value is not finite, or too large for a binary16 scale
   */
  void encode(float[] values, int valuesOffset, byte[] blocks, int offset);
}
