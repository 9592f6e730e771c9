package io.millrace.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.DataType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuantizersTest {

  static Stream<DataType> types() {
    return Quantizers.types().stream();
  }

  /**
   * Half a step of the grid, plus what rounding the scale to binary16 moves the farthest code, plus
   * for centered types the step that the side opposite to the largest value lacks.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void decodesToWithinTheStepOfTheGrid(DataType type) {
    Random random = new Random(5);
    for (int run = 0; run < 500; run++) {
      float[] values = normal(random, (float) Math.pow(10, random.nextInt(6) - 3));
      byte[] block = encode(type, values);
      BlockCodes codes = new BlockCodes();
      BlockCodecs.of(type).unpack(block, 0, codes);
      float[] decoded = decode(type, block);
      double step = Math.abs(codes.scale());
      boolean centered = type == DataType.Q4_0 || type == DataType.Q5_0;
      double largest = 0;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      double bound = step * (centered ? 1.0 : 0.5) + 3 * largest * 0x1p-11 + 0x1p-24;
      for (int i = 0; i < 32; i++) {
        assertEquals(values[i], decoded[i], bound, "run " + run + ", element " + i);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void encodesDecodedBlocksToTheSameValues(DataType type) {
    Random random = new Random(6);
    for (int run = 0; run < 200; run++) {
      float[] once = decode(type, encode(type, gridValues(type, random)));
      assertArrayEquals(once, decode(type, encode(type, once)), "run " + run);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void writesOnlyItsBlock(DataType type) {
    byte[] blocks = new byte[type.blockBytes() + 8];
    Arrays.fill(blocks, (byte) 0x5a);
    float[] values = new float[40];
    System.arraycopy(normal(new Random(8), 1), 0, values, 5, 32);
    Quantizers.of(type).encode(values, 5, blocks, 3);
    byte[] expected = encode(type, Arrays.copyOfRange(values, 5, 37));
    assertArrayEquals(expected, Arrays.copyOfRange(blocks, 3, 3 + expected.length));
    assertEquals(0x5a, blocks[2]);
    assertEquals(0x5a, blocks[3 + expected.length]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void zerosStayZeros(DataType type) {
    assertArrayEquals(new float[32], decode(type, encode(type, new float[32])));
  }

  /** Worked by hand from the rounding rules; values 0, 1, 2, … 31 minus 16. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // scale 2: (x / 2) + 8.5 cut off; the pair of elements 0 and 16 is 0 and 8
    "Q4_0, 0040, 80 91 91 a2 a2 b3 b3 c4 c4 d5 d5 e6 e6 f7 f7 f8",
    // scale 1: x + 16.5 cut off is 0…31; upper half has the fifth bit
    "Q5_0, 003c 0000ffff, 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff",
    // scale 1, min -16
    "Q5_1, 003c 00cc 0000ffff, 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff"
  })
  void followsTheRoundingOfTheReference(DataType type, String head, String nibbles) {
    float[] values = new float[32];
    for (int i = 0; i < 32; i++) {
      values[i] = i - 16;
    }
    String expected = head.replace(" ", "") + nibbles.replace(" ", "");
    assertEquals(expected, HexFormat.of().formatHex(encode(type, values)));
  }

  @Test
  void q8RoundsHalvesAwayFromZero() {
    float[] values = new float[32];
    values[0] = 127;
    values[1] = 0.5f;
    values[2] = -0.5f;
    values[3] = 2.5f;
    values[4] = 0.49999997f;
    byte[] block = encode(DataType.Q8_0, values);
    assertArrayEquals(new byte[] {127, 1, -1, 3, 0, 0}, Arrays.copyOfRange(block, 2, 8));
  }

  @Test
  void largestOfEqualMagnitudesIsTheFirst() {
    float[] values = new float[32];
    values[3] = -8;
    values[4] = 8;
    float[] decoded = decode(DataType.Q4_0, encode(DataType.Q4_0, values));
    assertEquals(-8, decoded[3]);
    assertEquals(7, decoded[4]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void tinyValuesEncodeWithoutOverflow(DataType type) {
    float[] values = new float[32];
    values[7] = Float.MIN_VALUE;
    assertArrayEquals(new float[32], decode(type, encode(type, values)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void refusesWhatItCannotRepresent(DataType type) {
    float[] values = new float[32];
    values[9] = Float.NaN;
    String notFinite = message(type, values);
    assertEquals(type + ": value 9 is NaN, expected a finite number", notFinite);
    Arrays.fill(values, -1e38f);
    values[0] = 1e38f;
    assertTrue(message(type, values).startsWith(type + ": scale or min is "));
  }

  @Test
  void namesTheTypesItKnowsWhenAskedForAnother() {
    assertEquals(
        Set.of(DataType.Q4_0, DataType.Q4_1, DataType.Q5_0, DataType.Q5_1, DataType.Q8_0),
        Quantizers.types());
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Quantizers.of(DataType.Q4_K));
    assertTrue(thrown.getMessage().startsWith("quantizer: no encoder for Q4_K, expected one of ["));
  }

  private static String message(DataType type, float[] values) {
    return assertThrows(IllegalArgumentException.class, () -> encode(type, values)).getMessage();
  }

  private static byte[] encode(DataType type, float[] values) {
    byte[] block = new byte[type.blockBytes()];
    Quantizers.of(type).encode(values, 0, block, 0);
    return block;
  }

  private static float[] decode(DataType type, byte[] block) {
    float[] values = new float[type.blockSize()];
    BlockCodecs.of(type).decode(block, 0, values, 0);
    return values;
  }

  private static float[] normal(Random random, float scale) {
    float[] values = new float[32];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * scale;
    }
    return values;
  }

  /**
   * Values on a grid of powers of two that reaches both of its ends, which a block holds exactly.
   */
  private static float[] gridValues(DataType type, Random random) {
    int steps =
        switch (type) {
          case Q4_0, Q4_1 -> 15;
          case Q5_0, Q5_1 -> 31;
          default -> 254;
        };
    int center = steps == 254 ? 127 : (steps + 1) / 2;
    float scale = Math.scalb(1f, random.nextInt(8) - 4);
    float[] values = new float[32];
    for (int i = 0; i < values.length; i++) {
      int code = i == 0 ? 0 : i == 1 ? steps : random.nextInt(steps + 1);
      values[i] = (code - center) * scale;
    }
    return values;
  }
}
