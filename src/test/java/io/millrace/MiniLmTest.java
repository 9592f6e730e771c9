package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real all-MiniLM-L6-v2 against the vectors of sentence-transformers. */
class MiniLmTest {

  private static final Path MODEL = Path.of(folder(), "all-minilm-l6-v2");

  private static List<JsonField> goldens;
  private static List<String> texts;

  private static String folder() {
    String home = System.getenv("MILLRACE_HOME");
    return home != null ? home : System.getProperty("user.home") + "/.cache/millrace";
  }

  @BeforeAll
  static void read() throws IOException {
    boolean there = Files.exists(MODEL.resolve("config.json"));
    if (!there) {
      System.out.println("SKIPPED MiniLmTest: " + MODEL + " is absent; fetch minilm first");
    }
    assumeTrue(there, MODEL + " is absent; run scripts/fetch-model minilm");
    JsonField file = EncoderGoldens.read(EncoderGoldens.FOLDER.resolve("minilm.json"));
    goldens = file.require("texts").elements();
    texts = goldens.stream().map(golden -> golden.require("text").asString()).toList();
  }

  private static List<float[]> vectors(ModelOptions options) throws IOException {
    try (TextEncoder encoder = TextEncoder.open(MODEL.toString(), options)) {
      assertEquals(384, encoder.dimensions());
      assertEquals(256, encoder.info().contextLength());
      return encoder.encodeAll(texts).stream().map(Result::orThrow).toList();
    }
  }

  private static void assertCosine(List<float[]> vectors, int i, double least) {
    float[] expected = EncoderGoldens.vector(goldens.get(i).require("vector"));
    double cosine = EncoderGoldens.cosine(expected, vectors.get(i));
    assertTrue(cosine >= least, "cosine " + cosine + " of text " + i + ": " + texts.get(i));
  }

  /** Whether the vocabulary knows any part of a text. */
  private static boolean hasWords(TextEncoder encoder, String text) {
    return encoder.tokenize(text).pieces().stream().anyMatch(piece -> !piece.equals("[UNK]"));
  }

  @Test
  void vectorsAreThoseOfSentenceTransformers() throws IOException {
    List<float[]> vectors = vectors(ModelOptions.defaults());
    for (int i = 0; i < texts.size(); i++) {
      assertCosine(vectors, i, 0.99999);
      float[] expected = EncoderGoldens.vector(goldens.get(i).require("vector"));
      EncoderGoldens.assertClose(expected, vectors.get(i), 1e-4, texts.get(i));
    }
  }

  /**
   * Activations of int8 cost texts of no word, {@code [CLS] [SEP]} and {@code [CLS] [UNK] [SEP]},
   * up to 0.002; numerics.md 7.
   */
  @Test
  void quantizedWeightsKeepTheDirection() throws IOException {
    ModelOptions options = ModelOptions.defaults().withWeights(ModelOptions.WeightType.Q8_0);
    List<float[]> vectors = vectors(options);
    int withWords = 0;
    try (TextEncoder encoder = TextEncoder.open(MODEL.toString())) {
      for (int i = 0; i < texts.size(); i++) {
        boolean words = hasWords(encoder, texts.get(i));
        withWords += words ? 1 : 0;
        assertCosine(vectors, i, words ? 0.999 : 0.998);
      }
    }
    assertTrue(withWords >= 28, "texts with words: " + withWords);
  }

  @Test
  void aloneAndInAnyBatchTheBitsAreTheSame() throws IOException {
    for (ModelOptions.WeightType weights :
        List.of(ModelOptions.WeightType.AS_IS, ModelOptions.WeightType.Q8_0)) {
      ModelOptions options = ModelOptions.defaults().withWeights(weights);
      List<float[]> together = vectors(options);
      List<float[]> small = vectors(options.withBatchTokens(1).withThreads(1));
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(together.get(i), small.get(i), texts.get(i));
      }
    }
  }
}
