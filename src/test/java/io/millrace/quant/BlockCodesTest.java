package io.millrace.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlockCodesTest {

  static Stream<DataType> typesWithCodes() {
    return BlockCodecs.types().stream()
        .filter(type -> BlockCodecs.of(type).form() != BlockForm.FLOATS);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Q4_0, SCALE, 32, -8, 7, 1, 1, 0",
    "Q4_1, SCALE_AND_MIN, 32, 0, 15, 1, 1, 0",
    "Q5_0, SCALE, 32, -16, 15, 1, 1, 0",
    "Q5_1, SCALE_AND_MIN, 32, 0, 31, 1, 1, 0",
    "Q8_0, SCALE, 32, -128, 127, 1, 1, 0",
    "IQ4_NL, SCALE, 32, -127, 113, 1, 1, 0",
    "MXFP4, SCALE, 32, -12, 12, 1, 1, 0",
    "Q2_K, SUB_SCALES_AND_MINS, 16, 0, 3, 0, 15, 15",
    "Q3_K, SUB_SCALES, 16, -4, 3, -32, 31, 0",
    "Q4_K, SUB_SCALES_AND_MINS, 32, 0, 15, 0, 63, 63",
    "Q5_K, SUB_SCALES_AND_MINS, 32, 0, 31, 0, 63, 63",
    "Q6_K, SUB_SCALES, 16, -32, 31, -128, 127, 0",
    "IQ4_XS, SUB_SCALES, 32, -127, 113, -32, 31, 0"
  })
  void codesAndSubScalesFillTheirRanges(
      DataType type,
      BlockForm form,
      int subBlockLength,
      int leastCode,
      int mostCode,
      int leastScale,
      int mostScale,
      int mostMin) {
    Range code = new Range();
    Range subScale = new Range();
    Range subMin = new Range();
    for (BlockCodes codes : randomBlocks(type, 3000)) {
      assertEquals(form, codes.form());
      assertEquals(type.blockSize(), codes.length());
      assertEquals(subBlockLength, codes.subBlockLength());
      assertEquals(codes.length() / subBlockLength, codes.subBlocks());
      for (int i = 0; i < codes.length(); i++) {
        code.add(codes.code(i));
      }
      for (int s = 0; s < codes.subBlocks(); s++) {
        subScale.add(codes.subScale(s));
        subMin.add(codes.subMin(s));
      }
    }
    assertEquals(new Range(leastCode, mostCode), code);
    assertEquals(new Range(leastScale, mostScale), subScale);
    assertEquals(new Range(0, mostMin), subMin);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("typesWithCodes")
  void valuesFollowFromCodesWithOneRounding(DataType type) {
    Random random = new Random(11);
    BlockCodec codec = BlockCodecs.of(type);
    BlockCodes codes = new BlockCodes();
    float[] values = new float[type.blockSize()];
    for (int run = 0; run < 200; run++) {
      byte[] block = randomBlock(type, random);
      codec.unpack(block, 0, codes);
      codec.decode(block, 0, values, 0);
      for (int i = 0; i < values.length; i++) {
        assertEquals(exact(codes, i), values[i], 0.0, "element " + i);
      }
    }
  }

  /** The formula of the form in double, which holds every product and sum here exactly. */
  private static float exact(BlockCodes codes, int i) {
    int s = i / codes.subBlockLength();
    double product = (double) codes.scale() * codes.subScale(s) * codes.code(i);
    return switch (codes.form()) {
      case SCALE, SUB_SCALES -> (float) product;
      case SCALE_AND_MIN -> (float) (product + codes.min());
      case SUB_SCALES_AND_MINS -> (float) (product - (double) codes.min() * codes.subMin(s));
      case FLOATS -> throw new AssertionError("no codes");
    };
  }

  @Test
  void decodesRowsOfBlocks() {
    Random random = new Random(12);
    byte[] blocks = new byte[3 * 144];
    for (int b = 0; b < 3; b++) {
      System.arraycopy(randomBlock(DataType.Q4_K, random), 0, blocks, b * 144, 144);
    }
    BlockCodec codec = BlockCodecs.of(DataType.Q4_K);
    float[] values = new float[768];
    codec.decodeAll(blocks, values);
    float[] block = new float[256];
    for (int b = 0; b < 3; b++) {
      codec.decode(blocks, b * 144, block, 0);
      assertArrayEquals(block, Arrays.copyOfRange(values, b * 256, b * 256 + 256));
    }
    assertThrows(IllegalArgumentException.class, () -> codec.decodeAll(blocks, new float[1024]));
    assertThrows(IllegalArgumentException.class, () -> codec.decodeAll(blocks, new float[100]));
  }

  @Test
  void keepsSubnormalScales() {
    byte[] block = new byte[34];
    block[0] = 1; // binary16 1 = 2^-24
    block[2] = 127;
    block[33] = -128;
    float[] values = new float[32];
    BlockCodecs.of(DataType.Q8_0).decode(block, 0, values, 0);
    assertEquals(127 * 0x1p-24f, values[0]);
    assertEquals(-0x1p-17f, values[31]);
    byte[] large = new byte[210];
    large[208] = 3; // 3 * 2^-24
    large[192] = -128;
    float[] largeValues = new float[256];
    BlockCodecs.of(DataType.Q6_K).decode(large, 0, largeValues, 0);
    assertEquals(3 * 0x1p-24f * -128 * -32, largeValues[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x1p-128",
    "1, 0x1p-127",
    "2, 0x1p-126",
    "128, 1",
    "254, 0x1p126",
    "255, 0x1p127"
  })
  void mxfp4ScaleIsAnExactPowerOfTwo(int exponent, float expected) {
    byte[] block = new byte[17];
    block[0] = (byte) exponent;
    BlockCodes codes = new BlockCodes();
    BlockCodecs.of(DataType.MXFP4).unpack(block, 0, codes);
    assertEquals(expected, codes.scale());
  }

  @Test
  void checksIndexes() {
    BlockCodes codes = new BlockCodes();
    assertThrows(IndexOutOfBoundsException.class, () -> codes.code(0));
    BlockCodecs.of(DataType.Q8_0).unpack(new byte[34], 0, codes);
    assertThrows(IndexOutOfBoundsException.class, () -> codes.code(32));
    assertThrows(IndexOutOfBoundsException.class, () -> codes.subScale(1));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> BlockCodecs.of(DataType.Q4_K).unpack(new byte[144], 1, codes));
  }

  @Test
  void leavesNothingOfTheBlockBefore() {
    BlockCodes codes = new BlockCodes();
    byte[] ones = new byte[256];
    Arrays.fill(ones, (byte) 0xff);
    BlockCodecs.of(DataType.Q4_K).unpack(ones, 0, codes);
    BlockCodecs.of(DataType.Q6_K).unpack(new byte[210], 0, codes);
    assertEquals(0, codes.subMin(7));
    assertEquals(0, codes.min());
    BlockCodecs.of(DataType.Q8_0).unpack(new byte[34], 0, codes);
    assertEquals(1, codes.subScale(0));
    assertEquals(0, codes.subMin(0));
  }

  @Test
  void namesTheTypesItKnowsWhenAskedForAnother() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> BlockCodecs.of(DataType.I32));
    assertTrue(thrown.getMessage().startsWith("codec: no codec for I32, expected one of [F32"));
  }

  private static List<BlockCodes> randomBlocks(DataType type, int count) {
    Random random = new Random(7);
    List<BlockCodes> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BlockCodes codes = new BlockCodes();
      BlockCodecs.of(type).unpack(randomBlock(type, random), 0, codes);
      blocks.add(codes);
    }
    return blocks;
  }

  /** Random bytes whose 16-bit scales lie between 2^-5 and 1, so that double holds sums exactly. */
  private static byte[] randomBlock(DataType type, Random random) {
    byte[] block = new byte[type.blockBytes()];
    random.nextBytes(block);
    int[] halves =
        switch (type) {
          case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
          case Q2_K -> new int[] {80, 82};
          case Q3_K -> new int[] {108};
          case Q6_K -> new int[] {208};
          case MXFP4 -> new int[0];
          default -> new int[] {0};
        };
    for (int at : halves) {
      LittleEndian.putShort(block, at, (short) (0x2800 + random.nextInt(0x1400)));
    }
    if (type == DataType.MXFP4) {
      block[0] = (byte) (100 + random.nextInt(50));
    }
    return block;
  }

  /** The smallest and the largest of some integers. */
  private static final class Range {
    private int least = Integer.MAX_VALUE;
    private int most = Integer.MIN_VALUE;

    Range() {}

    Range(int least, int most) {
      this.least = least;
      this.most = most;
    }

    void add(int value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Range range && range.least == least && range.most == most;
    }

    @Override
    public int hashCode() {
      return 31 * least + most;
    }

    @Override
    public String toString() {
      return least + "…" + most;
    }
  }
}
