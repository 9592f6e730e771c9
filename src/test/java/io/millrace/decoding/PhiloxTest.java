package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhiloxTest {

  /** The known answers that its authors publish with their implementation, Random123. */
  @Test
  void givesThePublishedAnswers() {
    assertBlock(
        new int[] {0, 0, 0, 0},
        new int[] {0, 0},
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    assertBlock(
        new int[] {-1, -1, -1, -1},
        new int[] {-1, -1},
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    assertBlock(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        new int[] {0xa4093822, 0x299f31d0},
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  }

  @Test
  void uniformTakesTheHighBitsOfTheFirstTwoWords() {
    double expected = (0x6627e8d5L << 21 | 0xe169c58dL >>> 11) / 0x1p53;
    assertEquals(expected, Philox.uniform(0, 0, 0));
  }

  @Test
  void uniformDependsOnEveryPartOfItsKey() {
    double base = Philox.uniform(1, 2, 3);
    assertEquals(base, Philox.uniform(1, 2, 3));
    assertNotEquals(base, Philox.uniform(1L << 32 | 1, 2, 3));
    assertNotEquals(base, Philox.uniform(2, 2, 3));
    assertNotEquals(base, Philox.uniform(1, 3, 3));
    assertNotEquals(base, Philox.uniform(1, 2, 4));
  }

  @Test
  void uniformFillsTheUnitIntervalEvenly() {
    int draws = 100_000;
    int[] buckets = new int[100];
    Set<Double> distinct = new HashSet<>();
    for (int position = 0; position < draws; position++) {
      double u = Philox.uniform(42, 0, position);
      assertTrue(u >= 0 && u < 1, "out of range: " + u);
      buckets[(int) (u * buckets.length)]++;
      distinct.add(u);
    }
    double chiSquare = 0;
    double expected = (double) draws / buckets.length;
    for (int count : buckets) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // 99 degrees of freedom: mean 99, deviation 14
    assertTrue(chiSquare > 50 && chiSquare < 160, "chi-square is " + chiSquare);
    assertEquals(draws, distinct.size());
  }

  private static void assertBlock(int[] counter, int[] key, int[] expected) {
    int[] words = counter.clone();
    Philox.block(words, key[0], key[1]);
    assertArrayEquals(expected, words);
  }
}
