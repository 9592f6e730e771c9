package io.millrace.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.tensor.DataType;
import org.junit.jupiter.api.Test;

class FloatCodecTest {

  @Test
  void decodesF32Bits() {
    assertEquals(1.5f, decode(DataType.F32, 0, 0, 0xc0, 0x3f));
    assertEquals(Float.MIN_VALUE, decode(DataType.F32, 1, 0, 0, 0));
  }

  @Test
  void decodesF16IncludingSubnormalsAndInfinity() {
    assertEquals(-2f, decode(DataType.F16, 0x00, 0xc0));
    assertEquals(0x1p-24f, decode(DataType.F16, 0x01, 0x00));
    assertEquals(-1023 * 0x1p-24f, decode(DataType.F16, 0xff, 0x83));
    assertEquals(65504f, decode(DataType.F16, 0xff, 0x7b));
    assertEquals(Float.NEGATIVE_INFINITY, decode(DataType.F16, 0x00, 0xfc));
  }

  @Test
  void decodesBf16AsTheUpperHalfOfAFloat() {
    assertEquals(-1.5f, decode(DataType.BF16, 0xc0, 0xbf));
    assertEquals(Float.intBitsToFloat(0x00010000), decode(DataType.BF16, 0x01, 0x00));
  }

  @Test
  void hasNoCodes() {
    BlockCodec codec = BlockCodecs.of(DataType.BF16);
    assertEquals(BlockForm.FLOATS, codec.form());
    UnsupportedOperationException thrown =
        assertThrows(
            UnsupportedOperationException.class,
            () -> codec.unpack(new byte[2], 0, new BlockCodes()));
    assertEquals(
        "unpack: BF16 has no integer codes, expected a type with codes; use decode",
        thrown.getMessage());
  }

  private static float decode(DataType type, int... block) {
    byte[] bytes = new byte[block.length];
    for (int i = 0; i < block.length; i++) {
      bytes[i] = (byte) block[i];
    }
    float[] value = new float[1];
    BlockCodecs.of(type).decode(bytes, 0, value, 0);
    return value[0];
  }
}
