package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time-outs of texts that are encoded, ranked and labeled. */
class EncoderTimeoutsTest {

  private static String path(String name) {
    return EncoderGoldens.FOLDER.resolve("encoders").resolve(name).toString();
  }

  private static void assertTimedOut(Runnable request) {
    RequestException error = assertThrows(RequestException.class, request::run);
    assertEquals(RequestException.Kind.TIMED_OUT, error.kind());
    assertEquals("text: ran longer than its time-out; allow more time", error.getMessage());
  }

  @Test
  void requestsMayTakeSoLongOnly() throws IOException {
    Duration instant = Duration.ofNanos(1);
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    EncodingOptions hasty = EncodingOptions.defaults().withTimeout(instant);
    try (TextEncoder encoder = TextEncoder.open(path("bert-mean"))) {
      assertTimedOut(() -> encoder.encode("dog", hasty));
      for (Result<float[]> result : encoder.encodeAll(List.of("dog", "fox"), hasty)) {
        assertTimedOut(result::orThrow);
      }
      assertArrayEquals(
          encoder.encode("dog"),
          encoder.encode("dog", EncodingOptions.defaults().withTimeout(ages)));
    }
    ScoringOptions patient = ScoringOptions.defaults().withTimeout(ages);
    ScoringOptions hastyToo = patient.withTimeout(instant).withMaxTokens(30);
    try (Reranker reranker = Reranker.open(path("bert-pairs"))) {
      List<String> documents = List.of("fox", "dog");
      assertTimedOut(() -> reranker.rank("dog", documents, hastyToo));
      assertEquals(reranker.rank("dog", documents), reranker.rank("dog", documents, patient));
    }
    try (Classifier classifier = Classifier.open(path("bert-labels"))) {
      assertTimedOut(() -> classifier.classifyAll(List.of("dog"), hastyToo).get(0).orThrow());
    }
    try (Classifier classifier = Classifier.open(path("bert-tokens"))) {
      assertTimedOut(() -> classifier.labelAllTokens(List.of("dog"), hastyToo).get(0).orThrow());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> EncodingOptions.defaults().withTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> patient.withTimeout(Duration.ofDays(-1)));
  }
}
