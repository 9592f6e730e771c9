package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tiny encoders with a few large channels, their weights quantized while they are loaded. With
 * channels in the order of the files, cosines are about the same on 64 channels, and probabilities
 * of labels are off by up to 0.14.
 */
class QuantizedEncodersTest {

  private static List<JsonField> cases(String name) throws IOException {
    return EncoderGoldens.read(EncoderGoldens.FOLDER.resolve("encoders/" + name + ".json"))
        .require("cases")
        .elements();
  }

  private static String path(String name) {
    return EncoderGoldens.FOLDER.resolve("encoders/" + name).toString();
  }

  private static List<String> texts(List<JsonField> cases) {
    return cases.stream().map(golden -> golden.require("text").asString()).toList();
  }

  private static List<ModelOptions> everyWay() {
    ModelOptions quantized = ModelOptions.defaults().withWeights(ModelOptions.WeightType.Q8_0);
    return List.of(
        quantized,
        quantized.withKernels("reference").withThreads(1).withBatchTokens(1),
        quantized.withKernels("java").withThreads(2).withBatchTokens(37));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-outliers", "distilbert-outliers"})
  void vectorsKeepTheirDirection(String name) throws IOException {
    List<JsonField> goldens = cases(name);
    List<List<float[]>> all = new ArrayList<>();
    for (ModelOptions options : everyWay()) {
      try (TextEncoder encoder = TextEncoder.open(path(name), options)) {
        List<Result<float[]>> vectors = encoder.encodeAll(texts(goldens));
        all.add(vectors.stream().map(Result::orThrow).toList());
      }
    }
    double least = 1;
    for (int i = 0; i < goldens.size(); i++) {
      float[] expected = EncoderGoldens.vector(goldens.get(i).require("vector"));
      least = Math.min(least, EncoderGoldens.cosine(expected, all.get(0).get(i)));
      for (List<float[]> each : all) {
        assertArrayEquals(all.get(0).get(i), each.get(i));
      }
    }
    System.out.printf("%s q8_0: least cosine %.6f%n", name, least);
    assertTrue(least >= 0.998, name + ": cosine " + least);
  }

  @Test
  void labelsOfTokensKeepTheirScores() throws IOException {
    double largest = 0;
    int tokens = 0;
    try (Classifier classifier = Classifier.open(path("roberta-outliers"), everyWay().get(0))) {
      int labels = classifier.labels().size();
      for (JsonField golden : cases("roberta-outliers")) {
        float[] logits = EncoderGoldens.vector(golden.require("logits"));
        List<LabeledToken> labeled =
            classifier.labelTokens(golden.require("text").asString()).labeled();
        assertEquals(logits.length, labeled.size() * labels);
        for (int i = 0; i < labeled.size(); i++) {
          LabelScore best = labeled.get(i).best();
          float[] row = Arrays.copyOfRange(logits, i * labels, (i + 1) * labels);
          largest = Math.max(largest, Math.abs(probability(row, best.index()) - best.score()));
          tokens++;
        }
      }
    }
    System.out.printf("roberta-outliers q8_0: %d tokens, largest error %.4f%n", tokens, largest);
    assertTrue(tokens > 100 && largest < 0.1, tokens + " tokens, error " + largest);
  }

  private static double probability(float[] logits, int label) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits[label]);
    }
    return 1 / sum;
  }
}
