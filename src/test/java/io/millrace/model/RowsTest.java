package io.millrace.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsTest {

  private static int[] stored(Rows rows) {
    return IntStream.range(0, rows.count()).map(rows::stored).toArray();
  }

  @Test
  void rangesKeepTheOrder() {
    assertArrayEquals(new int[] {0, 1, 2}, stored(Rows.all(3)));
    assertArrayEquals(new int[] {4, 5}, stored(Rows.all(9).range(3, 4).range(1, 2)));
  }

  @Test
  void separatedPutsTheSecondOfEachPairHalfAHeadAway() {
    assertArrayEquals(
        new int[] {0, 2, 1, 3, 4, 5, 6, 8, 7, 9, 10, 11}, stored(Rows.all(12).separated(6, 2)));
    assertArrayEquals(new int[] {8, 10, 9, 11}, stored(Rows.all(12).range(8, 4).separated(4, 2)));
    assertEquals(Rows.all(5), Rows.all(5).separated(2, 0));
  }

  @Test
  void refusesRowsOutsideAndHeadsThatDoNotDivide() {
    assertThrows(IllegalArgumentException.class, () -> Rows.all(0));
    assertThrows(IllegalArgumentException.class, () -> Rows.all(4).range(3, 2));
    assertThrows(IllegalArgumentException.class, () -> Rows.all(4).range(0, 0));
    assertThrows(IllegalArgumentException.class, () -> Rows.all(9).separated(4, 2));
    assertThrows(IllegalArgumentException.class, () -> Rows.all(8).separated(4, 3));
    assertThrows(IllegalArgumentException.class, () -> Rows.all(8).range(2, 4).separated(4, 2));
  }
}
