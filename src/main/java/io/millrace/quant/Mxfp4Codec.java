package io.millrace.quant;

import io.millrace.tensor.DataType;

/** 32 four-bit floats with a power of two: exponent u8, nibbles[16]. */
final class Mxfp4Codec implements IntegerCodec {

  @Override
  public DataType type() {
    return DataType.MXFP4;
  }

  @Override
  public BlockForm form() {
    return BlockForm.SCALE;
  }

  @Override
  public void unpack(byte[] blocks, int offset, BlockCodes codes) {
    codes.startSmall(form(), halfPowerOfTwo(blocks[offset] & 0xff), 0);
    for (int i = 0; i < Nibbles.GROUP; i++) {
      codes.codes[i] = Fp4.doubled(Nibbles.get(blocks, offset + 1, i));
    }
  }

  /**
   * Half of the stored scale 2^(exponent − 127), because the codes are doubled: 2^(exponent − 128).
   * The two smallest are subnormal. 255, "not a number" in the OCP standard, is 2^127, as in other
   * readers of these files.
   */
  private static float halfPowerOfTwo(int exponent) {
    return Float.intBitsToFloat(exponent < 2 ? 0x00200000 << exponent : (exponent - 1) << 23);
  }
}
