package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.ScoringOptions.ScoreFunction;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tiny random encoders of every family against transformers and sentence-transformers. */
class EncoderModelsTest {

  private static final Path FOLDER = EncoderGoldens.FOLDER.resolve("encoders");
  private static final double LARGEST_ERROR = 1e-4;
  private static final double LEAST_COSINE = 0.99999;
  private static final ScoringOptions RAW =
      ScoringOptions.defaults().withFunction(ScoreFunction.NONE);

  private static Stream<String> models(String kind) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".json")
            && EncoderGoldens.read(file).require("kind").asString().equals(kind)) {
          names.add(name.substring(0, name.length() - ".json".length()));
        }
      }
    }
    assertTrue(!names.isEmpty(), kind);
    return names.stream();
  }

  static Stream<String> vectors() throws IOException {
    return models("vectors");
  }

  static Stream<String> labels() throws IOException {
    return models("labels");
  }

  static Stream<String> tokens() throws IOException {
    return models("tokens");
  }

  static Stream<String> pairs() throws IOException {
    return models("pairs");
  }

  private static List<JsonField> cases(String name) throws IOException {
    return EncoderGoldens.read(FOLDER.resolve(name + ".json")).require("cases").elements();
  }

  private static String path(String name) {
    return FOLDER.resolve(name).toString();
  }

  /** Reference and fastest kernels, one thread and two, small steps and large ones. */
  private static List<ModelOptions> everyWay() {
    return List.of(
        ModelOptions.defaults(),
        ModelOptions.defaults().withKernels("reference").withThreads(1).withBatchTokens(1),
        ModelOptions.defaults().withKernels("java").withThreads(2).withBatchTokens(37),
        ModelOptions.defaults().withThreads(1).withBatchTokens(64));
  }

  private static String text(JsonField golden) {
    return golden.require("text").asString();
  }

  private static EncodingOptions options(JsonField golden) {
    JsonField given = golden.require("options");
    EncodingOptions options = EncodingOptions.defaults();
    Optional<String> name = given.find("prompt_name").map(JsonField::asString);
    options = name.isPresent() ? options.withPromptName(name.get()) : options;
    Optional<String> prompt = given.find("prompt").map(JsonField::asString);
    options = prompt.isPresent() ? options.withPrompt(prompt.get()) : options;
    Optional<Integer> dimensions = given.find("truncate_dim").map(n -> n.asInt(1, 1000));
    return dimensions.isPresent() ? options.withDimensions(dimensions.get()) : options;
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vectorsAreThoseOfSentenceTransformers(String name) throws IOException {
    List<JsonField> goldens = cases(name);
    try (TextEncoder encoder = TextEncoder.open(path(name))) {
      for (JsonField golden : goldens) {
        float[] expected = EncoderGoldens.vector(golden.require("vector"));
        float[] actual = encoder.encode(text(golden), options(golden));
        String what = golden.require("options").value().toJson() + " " + text(golden);
        assertTrue(EncoderGoldens.cosine(expected, actual) >= LEAST_COSINE, what);
        if (golden.require("options").find("truncate_dim").isEmpty()) {
          EncoderGoldens.assertClose(expected, actual, LARGEST_ERROR, what);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyWayGivesTheSameVectors(String name) throws IOException {
    List<String> texts = cases(name).stream().map(EncoderModelsTest::text).distinct().toList();
    List<List<float[]>> all = new ArrayList<>();
    for (ModelOptions options : everyWay()) {
      try (TextEncoder encoder = TextEncoder.open(path(name), options)) {
        all.add(encoder.encodeAll(texts).stream().map(Result::orThrow).toList());
      }
    }
    for (List<float[]> each : all) {
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(all.get(0).get(i), each.get(i), texts.get(i));
      }
    }
  }

  /** Weights of 8 bits, activations of 8 bits, keys and values of halves. */
  @Test
  void everyWayGivesTheSameQuantizedScores() throws IOException {
    List<String> texts = cases("bert-multi").stream().map(EncoderModelsTest::text).toList();
    List<List<Classification>> all = new ArrayList<>();
    for (ModelOptions options : everyWay()) {
      ModelOptions quantized = options.withWeights(ModelOptions.WeightType.Q8_0);
      try (Classifier classifier = Classifier.open(path("bert-multi"), quantized)) {
        all.add(classifier.classifyAll(texts, RAW).stream().map(Result::orThrow).toList());
      }
    }
    for (List<Classification> each : all) {
      assertEquals(all.get(0), each);
    }
    List<JsonField> goldens = cases("bert-multi");
    for (int i = 0; i < goldens.size(); i++) {
      float[] expected = EncoderGoldens.vector(goldens.get(i).require("logits"));
      float[] actual = new float[expected.length];
      all.get(0).get(i).scores().forEach(score -> actual[score.index()] = score.score());
      assertTrue(EncoderGoldens.cosine(expected, actual) > 0.99, texts.get(i));
    }
  }

  private static Classification classified(
      Classifier classifier, JsonField golden, ScoringOptions options) {
    Optional<String> pair = golden.find("pair").map(JsonField::asString);
    return Waiting.on(
        pair.isPresent()
            ? classifier.submitPair(new TextPair(text(golden), pair.get()), options)
            : classifier.submit(text(golden), options));
  }

  @ParameterizedTest
  @MethodSource("labels")
  void scoresAreThoseOfTransformers(String name) throws IOException {
    try (Classifier classifier = Classifier.open(path(name))) {
      for (JsonField golden : cases(name)) {
        float[] logits = EncoderGoldens.vector(golden.require("logits"));
        Classification raw = classified(classifier, golden, RAW);
        assertEquals(logits.length, raw.scores().size());
        assertEquals(golden.require("ids").elements().size(), raw.tokens(), text(golden));
        for (LabelScore score : raw.scores()) {
          double expected = logits[score.index()];
          assertEquals(
              expected, score.score(), 1e-3 * Math.max(1, Math.abs(expected)), text(golden));
        }
        Classification usual = classified(classifier, golden, ScoringOptions.defaults());
        for (LabelScore score : usual.scores()) {
          double expected = golden.require("scores").require(score.label()).asDouble(-1e9, 1e9);
          assertEquals(
              expected, score.score(), 5e-4 * Math.max(1, Math.abs(expected)), text(golden));
        }
        assertEquals(usual.scores().get(0).label(), usual.label());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void labelsOfTokensAreThoseOfTransformers(String name) throws IOException {
    try (Classifier classifier = Classifier.open(path(name))) {
      assertEquals(Classifier.Subject.TOKENS, classifier.subject());
      int labels = classifier.labels().size();
      for (JsonField golden : cases(name)) {
        float[] logits = EncoderGoldens.vector(golden.require("logits"));
        LabeledText labeled = classifier.labelTokens(text(golden));
        List<JsonField> ids = golden.require("ids").elements();
        assertEquals(ids.size(), labeled.labeled().size(), text(golden));
        for (int i = 0; i < ids.size(); i++) {
          LabeledToken token = labeled.labeled().get(i);
          assertEquals(ids.get(i).asInt(0, 1000), token.id(), text(golden));
          List<JsonField> offsets = golden.require("offsets").elements().get(i).elements();
          assertEquals(offsets.get(0).asInt(0, 10000), token.start(), text(golden));
          assertEquals(offsets.get(1).asInt(0, 10000), token.end(), text(golden));
          double sum = 0;
          for (int label = 0; label < labels; label++) {
            sum += Math.exp(logits[i * labels + label]);
          }
          double expected = Math.exp(logits[i * labels + token.best().index()]) / sum;
          assertEquals(expected, token.best().score(), 5e-4, text(golden));
          for (int label = 0; label < labels; label++) {
            assertTrue(
                logits[i * labels + label] <= logits[i * labels + token.best().index()] + 1e-4);
          }
        }
        golden.find("spans").ifPresent(spans -> assertSpans(spans.elements(), labeled.spans()));
      }
    }
  }

  private static void assertSpans(List<JsonField> expected, List<LabeledSpan> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      List<JsonField> span = expected.get(i).elements();
      assertEquals(span.get(0).asString(), actual.get(i).label());
      assertEquals(span.get(1).asDouble(0, 1), actual.get(i).score(), 5e-4);
      assertEquals(span.get(2).asInt(0, 10000), actual.get(i).start());
      assertEquals(span.get(3).asInt(0, 10000), actual.get(i).end());
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void scoresOfPairsAreThoseOfCrossEncoders(String name) throws IOException {
    try (Reranker reranker = Reranker.open(path(name))) {
      for (JsonField golden : cases(name)) {
        TextPair pair = new TextPair(text(golden), golden.require("pair").asString());
        double logit = golden.require("logit").asDouble(-1e9, 1e9);
        assertEquals(
            logit,
            Waiting.on(reranker.submit(pair, RAW)).value(),
            1e-3 * Math.max(1, Math.abs(logit)),
            pair.toString());
        assertEquals(
            golden.require("score").asDouble(-1e9, 1e9),
            reranker.score(pair.first(), pair.second()),
            1e-3,
            pair.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void documentsAreRankedBestFirst(String name) throws IOException {
    try (Reranker reranker = Reranker.open(path(name))) {
      List<String> documents = cases(name).stream().map(c -> c.require("pair").asString()).toList();
      List<String> twice = Stream.concat(documents.stream(), documents.stream()).toList();
      List<Ranked> ranked = reranker.rank("what", twice);
      assertEquals(twice.size(), ranked.size());
      for (int i = 0; i < ranked.size(); i++) {
        Ranked document = ranked.get(i);
        assertEquals(twice.get(document.index()), document.document());
        assertEquals(reranker.score("what", document.document()), document.score());
        if (i > 0) {
          Ranked before = ranked.get(i - 1);
          assertTrue(
              before.score() > document.score()
                  || (before.score() == document.score() && before.index() < document.index()));
        }
      }
    }
  }
}
