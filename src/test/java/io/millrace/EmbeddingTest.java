package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class EmbeddingTest {

  private static Embedding of(float... vector) {
    return new Embedding(vector, 1);
  }

  @Test
  void theCosineIsThatOfTheAngle() {
    assertEquals(1, of(3, 4).cosine(of(6, 8)));
    assertEquals(0, of(1, 0).cosine(of(0, 5)));
    assertEquals((float) Math.sqrt(0.5), of(1, 0).cosine(of(2, 2)), 1e-7f);
    assertEquals(-1, of(1e30f, 0).cosine(of(-1e-30f, 0)));
  }

  @Test
  void aVectorWithoutDirectionHasTheCosineZero() {
    assertEquals(0, of(0, 0).cosine(of(1, 2)));
    assertThrows(IllegalArgumentException.class, () -> of(1).cosine(of(1, 2)));
  }
}
