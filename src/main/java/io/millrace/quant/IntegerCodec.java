package io.millrace.quant;

/** A codec defined by its integers; its floats follow from the formula of its form. */
interface IntegerCodec extends BlockCodec {

  @Override
  default void decode(byte[] blocks, int offset, float[] values, int valuesOffset) {
    BlockCodes codes = new BlockCodes();
    unpack(blocks, offset, codes);
    codes.toFloats(values, valuesOffset);
  }
}
