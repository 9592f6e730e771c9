package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SeenIdsTest {

  @Test
  void knowsEveryIdAfterGrowing() {
    SeenIds seen = new SeenIds();
    for (int i = 0; i < 20_000; i++) {
      assertTrue(seen.add("id-" + i));
    }
    for (int i = 0; i < 20_000; i++) {
      assertFalse(seen.add("id-" + i));
    }
  }
}
