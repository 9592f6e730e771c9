package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  @Test
  void vectorsAreThoseOfSentenceTransformers() throws IOException {
    List<float[]> vectors = vectors(ModelOptions.defaults());
    for (int i = 0; i < texts.size(); i++) {
      assertCosine(vectors, i, 0.99999);
      float[] expected = EncoderGoldens.vector(goldens.get(i).require("vector"));
      EncoderGoldens.assertClose(expected, vectors.get(i), 1e-4, texts.get(i));
    }
  }

  private static ModelOptions quantized() {
    return ModelOptions.defaults().withWeights(ModelOptions.WeightType.Q8_0);
  }

  @Test
  void quantizedWeightsKeepTheDirection() throws IOException {
    List<float[]> vectors = vectors(quantized());
    double sum = 0;
    double least = 1;
    for (int i = 0; i < texts.size(); i++) {
      float[] expected = EncoderGoldens.vector(goldens.get(i).require("vector"));
      double cosine = EncoderGoldens.cosine(expected, vectors.get(i));
      least = Math.min(least, cosine);
      sum += cosine / texts.size();
    }
    System.out.printf("MiniLM q8_0: mean cosine %.6f, least %.6f%n", sum, least);
    for (int i = 0; i < texts.size(); i++) {
      assertCosine(vectors, i, 0.999);
    }
  }

  /** The first words of all texts, from one to twelve, and as many that are not known. */
  private static List<String> beginnings() {
    List<String> beginnings = new ArrayList<>();
    for (String text : texts) {
      String[] words = text.strip().split("\\s+");
      for (int count = 1; count <= Math.min(12, words.length); count++) {
        beginnings.add(String.join(" ", Arrays.copyOf(words, count)));
        beginnings.add(words[count - 1]);
      }
    }
    for (int count = 1; count <= 30; count++) {
      beginnings.add("\ud83d\ude00 ".repeat(count));
    }
    return beginnings.stream().distinct().toList();
  }

  @Test
  void quantizedWeightsKeepTheDirectionOfShortTexts() throws IOException {
    List<String> beginnings = beginnings();
    List<Result<float[]>> exact;
    List<Result<float[]>> rounded;
    try (TextEncoder encoder = TextEncoder.open(MODEL.toString())) {
      exact = encoder.encodeAll(beginnings);
    }
    try (TextEncoder encoder = TextEncoder.open(MODEL.toString(), quantized())) {
      rounded = encoder.encodeAll(beginnings);
    }
    double least = 1;
    double sum = 0;
    String worst = "";
    for (int i = 0; i < beginnings.size(); i++) {
      double cosine = EncoderGoldens.cosine(exact.get(i).orThrow(), rounded.get(i).orThrow());
      worst = cosine < least ? beginnings.get(i) : worst;
      least = Math.min(least, cosine);
      sum += cosine;
    }
    System.out.printf(
        "MiniLM q8_0, %d short texts: mean cosine %.6f, least %.6f%n",
        beginnings.size(), sum / beginnings.size(), least);
    assertTrue(least >= 0.999, "cosine " + least + " of " + worst);
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
