package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * The definition of one block format: what the bytes of a block mean.
 *
 * <p>Codecs hold no state and may be shared by threads; {@link BlockCodecs#of} finds the one of a
 * type. All methods throw {@link IndexOutOfBoundsException} if a block or its values do not fit
 * into the arrays, possibly after part of them has been written.
 */
public interface BlockCodec {

  /** The type this codec defines; its block size and block bytes are the extents used below. */
  DataType type();

  /** How integers make the values; {@link BlockForm#FLOATS} means there are none. */
  BlockForm form();

  /**
   * Decodes one block to floats. Products of scales and codes are exact in f32; only the addition
   * of a min rounds, once.
   *
   * @param blocks holds the block's {@code type().blockBytes()} bytes from {@code offset} on
   * @param values receives {@code type().blockSize()} values from {@code valuesOffset} on
   */
  void decode(byte[] blocks, int offset, float[] values, int valuesOffset);

  /**
   * Decodes as many blocks as {@code values} holds, such as a row or a whole small tensor.
   *
   * @param blocks holds the blocks, back to back from its start on
   * @param values receives them; its length is a multiple of {@code type().blockSize()}
   * @throws IllegalArgumentException if it is not, or there are fewer blocks
   */
  default void decodeAll(byte[] blocks, float[] values) {
    int count = values.length / type().blockSize();
    if (type().rowBytes(values.length) > blocks.length) {
      throw new IllegalArgumentException(
          "%s: %d values take %d bytes, expected at most the %d given"
              .formatted(type(), values.length, type().rowBytes(values.length), blocks.length));
    }
    for (int block = 0; block < count; block++) {
      decode(blocks, block * type().blockBytes(), values, block * type().blockSize());
    }
  }

  /**
   * Takes one block apart into exact integers and scales.
   *
   * @param blocks holds the block's {@code type().blockBytes()} bytes from {@code offset} on
   * @param codes overwritten with this block; may be used again for the next one
   * @throws UnsupportedOperationException if {@link #form()} is {@link BlockForm#FLOATS}
   */
  void unpack(byte[] blocks, int offset, BlockCodes codes);
}
