package io.millrace.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.tensor.DataType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block format against numbers computed by another program from the formats' definition.
 *
 * <p>The block is {@code byte[i] = 73 i + 41}, then scale 0.0625 and min 0.125 where the type has
 * them. All values and sums are exact in double.
 */
class BlockCodecVectorsTest {

  record Vector(
      DataType type,
      int scaleAt,
      int minAt,
      float[] firstFour,
      double middle,
      double last,
      double sum,
      double indexSum,
      double squareSum) {

    @Override
    public String toString() {
      return type.name();
    }
  }

  private static final int NONE = -1;

  static Stream<Vector> vectors() {
    return VECTORS.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void decodesTheReferenceBlock(Vector vector) {
    float[] values = decode(vector);
    assertArrayEquals(vector.firstFour(), Arrays.copyOf(values, 4));
    assertEquals(vector.middle(), values[values.length / 2]);
    assertEquals(vector.last(), values[values.length - 1]);
    double sum = 0;
    double indexSum = 0;
    double squareSum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i];
      indexSum += (double) i * values[i];
      squareSum += (double) values[i] * values[i];
    }
    assertEquals(vector.sum(), sum);
    assertEquals(vector.indexSum(), indexSum);
    assertEquals(vector.squareSum(), squareSum);
  }

  @Test
  void everyBlockTypeHasAVector() {
    Set<DataType> tested = EnumSet.of(DataType.F32, DataType.F16, DataType.BF16); // FloatCodecTest
    VECTORS.forEach(vector -> tested.add(vector.type()));
    assertEquals(BlockCodecs.types(), tested);
  }

  /** Decodes the block from the middle of an array, into the middle of another. */
  private static float[] decode(Vector vector) {
    DataType type = vector.type();
    byte[] blocks = new byte[type.blockBytes() + 10];
    Arrays.fill(blocks, (byte) 0x5a);
    System.arraycopy(block(vector), 0, blocks, 5, type.blockBytes());
    float[] values = new float[type.blockSize() + 6];
    BlockCodecs.of(type).decode(blocks, 5, values, 3);
    assertArrayEquals(new float[3], Arrays.copyOf(values, 3), "before the block");
    assertEquals(0, values[type.blockSize() + 3], "after the block");
    return Arrays.copyOfRange(values, 3, 3 + type.blockSize());
  }

  private static byte[] block(Vector vector) {
    byte[] block = new byte[vector.type().blockBytes()];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (73 * i + 41);
    }
    if (vector.type() == DataType.MXFP4) {
      block[0] = 127;
    }
    if (vector.type() == DataType.NVFP4) {
      System.arraycopy(new byte[] {0x38, 0x40, 0x30, 0x01}, 0, block, 0, 4);
    }
    putHalf(block, vector.scaleAt(), 0x2c00);
    putHalf(block, vector.minAt(), 0x3000);
    return block;
  }

  private static void putHalf(byte[] block, int at, int bits) {
    if (at != NONE) {
      LittleEndian.putShort(block, at, (short) bits);
    }
  }

  private static final List<Vector> VECTORS =
      List.of(
          new Vector(
              DataType.Q4_0,
              0,
              NONE,
              new float[] {0.1875f, -0.25f, 0.3125f, -0.125f},
              0.1875,
              -0.5,
              -2.0625,
              -47.875,
              2.81640625),
          new Vector(
              DataType.Q4_1,
              0,
              2,
              new float[] {0.9375f, 0.5f, 1.0625f, 0.625f},
              0.375,
              0.6875,
              18.0625,
              264.5625,
              12.67578125),
          new Vector(
              DataType.Q5_0,
              0,
              NONE,
              new float[] {0.9375f, 0.5f, -0.9375f, 0.625f},
              0.8125,
              0.125,
              -2.8125,
              -71.25,
              14.45703125),
          new Vector(
              DataType.Q5_1,
              0,
              2,
              new float[] {1.1875f, 0.75f, 1.3125f, 1.875f},
              1.5625,
              0.8125,
              35.3125,
              533.6875,
              47.72265625),
          new Vector(
              DataType.Q8_0,
              0,
              NONE,
              new float[] {-4.3125f, 0.25f, 4.8125f, -6.625f},
              4.6875,
              -6.875,
              -3.0,
              -40.0,
              672.4375),
          new Vector(
              DataType.Q2_K,
              80,
              82,
              new float[] {0.3125f, 0.875f, 1.4375f, -0.25f},
              -0.8125,
              -0.875,
              -23.8125,
              -4561.0625,
              173.81640625),
          new Vector(
              DataType.Q3_K,
              108,
              NONE,
              new float[] {-0.4375f, 0.875f, -1.3125f, 1.75f},
              1.5,
              -1.5,
              14.625,
              2157.0,
              1604.0390625),
          new Vector(
              DataType.Q4_K,
              0,
              2,
              new float[] {1.1875f, -4.5f, 2.8125f, -2.875f},
              8.6875,
              -2.875,
              2683.5,
              389752.5,
              75087.1875),
          new Vector(
              DataType.Q5_K,
              0,
              2,
              new float[] {14.1875f, -4.5f, 15.8125f, -2.875f},
              29.6875,
              -2.875,
              6228.5,
              857153.5,
              337866.6875),
          new Vector(
              DataType.Q6_K,
              208,
              NONE,
              new float[] {10.0625f, -2.875f, -38.8125f, 40.25f},
              -21.4375,
              18,
              -927.75,
              -100830.25,
              1939740.078125),
          new Vector(
              DataType.IQ4_NL,
              0,
              NONE,
              new float[] {2.375f, -3.0625f, 4.3125f, -1.375f},
              2.375,
              -7.9375,
              -30.0625,
              -724.6875,
              602.05859375),
          new Vector(
              DataType.IQ4_XS,
              0,
              NONE,
              new float[] {-188.5f, 45.3125f, -117.8125f, 96.0625f},
              110.5,
              -46.875,
              -403.125,
              55593.8125,
              1772544.7421875),
          new Vector(
              DataType.MXFP4,
              NONE,
              NONE,
              new float[] {1f, -1.5f, 2f, -3f},
              6,
              -1.5,
              12.5,
              300.5,
              280.25),
          new Vector(
              DataType.NVFP4,
              NONE,
              NONE,
              new float[] {-3f, 4f, -6f, 0f},
              -1.5,
              0.001953125,
              15.517578125,
              362.1630859375,
              637.5003890991211),
          new Vector(
              DataType.Q1_0,
              0,
              NONE,
              new float[] {0.0625f, 0.0625f, -0.0625f, 0.0625f},
              0.0625,
              -0.0625,
              -0.375,
              -43.5,
              0.5),
          new Vector(
              DataType.Q2_0,
              0,
              NONE,
              new float[] {0.125f, 0.0625f, 0.125f, 0.0625f},
              0.125,
              -0.0625,
              1.6875,
              46.375,
              0.36328125));
}
