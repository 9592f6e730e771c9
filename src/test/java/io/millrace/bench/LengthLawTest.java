package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthLawTest {

  private static final int DRAWS = 200_000;

  /** Draws lengths and compares with what the law's documentation says. */
  private static void check(LengthLaw law, double median, double mean, double atEnd) {
    Random random = new Random(7);
    int[] lengths = new int[DRAWS];
    Arrays.setAll(lengths, i -> law.draw(random));
    Arrays.sort(lengths);
    assertEquals(law.least(), lengths[0]);
    assertEquals(law.most(), lengths[DRAWS - 1]);
    assertEquals(median, lengths[DRAWS / 2], 0.02 * median);
    assertEquals(mean, Arrays.stream(lengths).average().orElseThrow(), 0.01 * mean);
    long clipped = Arrays.stream(lengths).filter(length -> length == law.most()).count();
    assertEquals(atEnd, (double) clipped / DRAWS, 0.004);
  }

  @Test
  void lengthsOfChatsAreAsDocumented() {
    check(LengthLaw.PROMPTS, 128, 224, 0.0126);
    check(LengthLaw.ANSWERS, 64, 92, 0.0208);
  }

  @Test
  void withoutSpreadThereIsOneLength() {
    LengthLaw law = new LengthLaw(17, 0, 1, 20);
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      assertEquals(17, law.draw(random));
    }
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThrows(IllegalArgumentException.class, () -> new LengthLaw(0, 1, 1, 10));
    assertThrows(IllegalArgumentException.class, () -> new LengthLaw(5, -1, 1, 10));
    assertThrows(IllegalArgumentException.class, () -> new LengthLaw(5, 1, 0, 10));
    String message =
        assertThrows(IllegalArgumentException.class, () -> new LengthLaw(5, Double.NaN, 4, 3))
            .getMessage();
    assertTrue(message.contains("expected median > 0"), message);
  }
}
