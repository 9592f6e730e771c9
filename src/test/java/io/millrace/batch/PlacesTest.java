package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacesTest {

  @Test
  void numbersComeInTheOrderOfTheirPlaces() {
    Places places = new Places();
    assertEquals(0, places.take());
    places.put(1, 11);
    assertEquals(0, places.take());
    places.put(0, 10);
    assertEquals(10, places.take());
    assertEquals(11, places.take());
    assertEquals(0, places.take());
  }

  @Test
  void manyMayWaitForTheFirst() {
    List<Integer> order = new ArrayList<>();
    for (int i = 1; i < 100_000; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(1));
    Places places = new Places();
    for (int place : order) {
      places.put(place, place + 7);
      assertEquals(0, places.take());
    }
    places.put(0, 7);
    for (int place = 0; place < 100_000; place++) {
      assertEquals(place + 7, places.take());
    }
  }
}
