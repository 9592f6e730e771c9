package io.millrace.quant;

/** A codec whose values are floats from the start, without an integer form that products use. */
interface FloatCodec extends BlockCodec {

  @Override
  default BlockForm form() {
    return BlockForm.FLOATS;
  }

  @Override
  default void unpack(byte[] blocks, int offset, BlockCodes codes) {
    throw new UnsupportedOperationException(
        "unpack: " + type() + " has no integer codes, expected a type with codes; use decode");
  }
}
