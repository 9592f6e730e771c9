package io.millrace.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ChannelOrderTest {

  @Test
  void everyRowGetsTheOrderOfTheFiles() {
    float[] rows = {30, 10, 20, 31, 11, 21};
    new ChannelOrder(new int[] {2, 0, 1}).restore(rows);
    assertArrayEquals(new float[] {10, 20, 30, 11, 21, 31}, rows);
  }

  @Test
  void theirOwnOrderStays() {
    float[] rows = {3, 1, 2};
    ChannelOrder.ofFiles().restore(rows);
    assertArrayEquals(new float[] {3, 1, 2}, rows);
  }
}
