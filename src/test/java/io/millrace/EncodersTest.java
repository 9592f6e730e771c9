package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.EncodingOptions.Normalization;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the interfaces of encoders promise beside the numbers. */
class EncodersTest {

  private static final EncodingOptions DEFAULTS = EncodingOptions.defaults();
  private static final String LONG = "one two three four five six seven eight nine ten ".repeat(20);

  private static String path(String name) {
    return EncoderGoldens.FOLDER.resolve("encoders").resolve(name).toString();
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  private static void assertInvalid(String parameter, String message, Runnable request) {
    RequestException error = assertThrows(RequestException.class, request::run);
    assertEquals(message, error.getMessage());
    assertEquals(RequestException.Kind.INVALID, error.kind());
    assertEquals(parameter, error.parameter().orElseThrow());
  }

  @Test
  void promptsAreKnownByName() throws IOException {
    try (TextEncoder encoder = TextEncoder.open(path("bert-first"))) {
      assertEquals(Map.of("query", "what is ", "document", ""), encoder.prompts());
      float[] written = encoder.encode("what is this", DEFAULTS.withPrompt(""));
      assertArrayEquals(written, encoder.encode("this"));
      assertArrayEquals(written, encoder.encode("this", DEFAULTS.withPromptName("query")));
      assertInvalid(
          "prompt_name",
          "prompt_name: is \"passage\", expected one of [document, query]",
          () -> encoder.encode("this", DEFAULTS.withPromptName("passage")));
      assertThrows(
          IllegalArgumentException.class,
          () -> DEFAULTS.withPromptName("query").withPrompt("what is "));
    }
  }

  @Test
  void vectorsAreCutAndBroughtToLengthOne() throws IOException {
    try (TextEncoder encoder = TextEncoder.open(path("bert-mean"))) {
      float[] whole = encoder.encode("the lazy dog");
      float[] cut = encoder.encode("the lazy dog", DEFAULTS.withDimensions(10));
      assertEquals(36, encoder.dimensions());
      assertEquals(36, whole.length);
      assertEquals(10, cut.length);
      assertEquals(1, length(whole), 1e-6);
      assertEquals(1, length(cut), 1e-6);
      float[] raw = encoder.encode("the lazy dog", DEFAULTS.withNormalization(Normalization.OFF));
      assertTrue(Math.abs(length(raw) - 1) > 0.1, "length " + length(raw));
      assertEquals(1, EncoderGoldens.cosine(raw, whole), 1e-12);
      assertInvalid(
          "dimensions",
          "dimensions: is 37, expected 1 to 36",
          () -> encoder.encode("the lazy dog", DEFAULTS.withDimensions(37)));
    }
    try (TextEncoder encoder = TextEncoder.open(path("bert-first"))) {
      assertTrue(Math.abs(length(encoder.encode("dog")) - 1) > 0.1);
      EncodingOptions unit = DEFAULTS.withNormalization(Normalization.ON);
      assertEquals(1, length(encoder.encode("dog", unit)), 1e-6);
    }
  }

  @Test
  void longTextsAreCutOrRefused() throws IOException {
    try (TextEncoder encoder = TextEncoder.open(path("bert-first"))) {
      assertEquals(40, encoder.info().contextLength());
      assertEquals(40, encoder.submit(LONG, DEFAULTS).join().tokens());
      assertEquals(12, encoder.submit(LONG, DEFAULTS.withMaxTokens(12)).join().tokens());
      assertEquals(40, encoder.submit(LONG, DEFAULTS.withMaxTokens(1000)).join().tokens());
      EncodingOptions whole = DEFAULTS.withOverflow(Overflow.REFUSE);
      List<Result<float[]>> results = encoder.encodeAll(List.of("dog", LONG, "fox"), whole);
      assertArrayEquals(encoder.encode("dog"), results.get(0).orThrow());
      assertArrayEquals(encoder.encode("fox"), results.get(2).orThrow());
      Result.Failure<?> failure = assertInstanceOf(Result.Failure.class, results.get(1));
      assertEquals(1, failure.index());
      assertEquals(RequestException.Kind.TOO_LONG, failure.error().kind());
      assertTrue(
          failure.error().getMessage().matches("text: has \\d+ tokens, expected at most 40; .*"),
          failure.error().getMessage());
      assertInvalid(
          "text",
          "encode: at most 1 tokens, expected at least the 2 put around a text",
          () -> encoder.encode("dog", DEFAULTS.withMaxTokens(1)));
    }
  }

  @Test
  void tokensAreTakenAsTheyAre() throws IOException {
    try (TextEncoder encoder = TextEncoder.open(path("bert-mean"))) {
      int[] ids = encoder.tokenize("the lazy dog").ids();
      int[] framed = new int[ids.length + 2];
      framed[0] = 2;
      System.arraycopy(ids, 0, framed, 1, ids.length);
      framed[framed.length - 1] = 3;
      Embedding embedding = encoder.submitTokens(framed, DEFAULTS).join();
      assertArrayEquals(encoder.encode("the lazy dog"), embedding.vector());
      assertEquals(framed.length, embedding.tokens());
      assertInvalid(
          "text",
          "text: token is 100000, expected 0 to " + (encoder.info().vocabulary() - 1),
          () -> Waiting.on(encoder.submitTokens(new int[] {100_000}, DEFAULTS)));
      assertInvalid(
          "text",
          "text: has no tokens, expected some to read",
          () -> Waiting.on(encoder.submitTokens(new int[0], DEFAULTS)));
    }
  }

  @Test
  void streamsAreLazyAndBounded() throws IOException {
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    Stream<String> endless =
        Stream.generate(() -> "text " + taken.incrementAndGet()).onClose(closed::incrementAndGet);
    try (TextEncoder encoder = TextEncoder.open(path("bert-mean"))) {
      try (Stream<Result<float[]>> results = encoder.encodeEach(endless)) {
        List<float[]> first = results.limit(5).map(Result::orThrow).toList();
        for (int i = 0; i < first.size(); i++) {
          assertArrayEquals(encoder.encode("text " + (i + 1)), first.get(i));
        }
      }
      assertTrue(taken.get() < 2000, "taken: " + taken);
      assertEquals(1, closed.get());
    }
  }

  @Test
  void aClosedModelAcceptsNothing() throws IOException {
    TextEncoder encoder = TextEncoder.open(path("bert-mean"));
    CompletableFuture<Embedding> inFlight = encoder.submit("dog", DEFAULTS);
    encoder.close();
    encoder.close();
    assertEquals(36, inFlight.join().vector().length);
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> encoder.encode("dog"));
    assertEquals("model: is closed, expected an open one", error.getMessage());
  }

  @Test
  void classifiersTellTextsFromTokens() throws IOException {
    try (Classifier classifier = Classifier.open(path("bert-tokens"))) {
      assertInvalid(
          "model",
          "model: labels the tokens of a text, not texts; use labelTokens",
          () -> classifier.classify("dog"));
      List<Result<LabeledText>> results =
          classifier.labelAllTokens(List.of("a dog", ""), ScoringOptions.defaults());
      assertEquals(2, results.get(0).orThrow().tokens() - results.get(1).orThrow().tokens());
    }
    try (Classifier classifier = Classifier.open(path("bert-labels"))) {
      assertEquals(List.of("negative", "neutral", "positive"), classifier.labels());
      assertEquals(Classifier.Subject.TEXTS, classifier.subject());
      assertInvalid(
          "model",
          "model: labels texts, not their tokens; use classify",
          () -> classifier.labelTokens("dog"));
      List<Result<Classification>> one = classifier.classifyAll(List.of("dog", "fox"));
      assertEquals(classifier.classify("fox"), one.get(1).orThrow());
      TextPair pair = new TextPair("dog", "fox");
      List<Result<Classification>> pairs =
          classifier.classifyPairs(List.of(pair), ScoringOptions.defaults());
      assertEquals(classifier.classify(pair), pairs.get(0).orThrow());
      Classification best = one.get(0).orThrow();
      assertEquals(best.scores().get(0).score(), best.score());
      assertEquals(1, best.scores().stream().mapToDouble(LabelScore::score).sum(), 1e-6);
    }
  }

  @Test
  void aRankingFailsWithTheFirstDocumentThatDoes() throws IOException {
    try (Reranker reranker = Reranker.open(path("bert-pairs"))) {
      ScoringOptions whole = ScoringOptions.defaults().withOverflow(Overflow.REFUSE);
      RequestException error =
          assertThrows(
              RequestException.class, () -> reranker.rank("dog", List.of("fox", LONG), whole));
      assertEquals(RequestException.Kind.TOO_LONG, error.kind());
      assertEquals(List.of(), reranker.rank("dog", List.of()));
      Ranking ranking =
          reranker.submitRanking("dog", List.of("a", "b"), ScoringOptions.defaults()).join();
      assertEquals(2 * 5, ranking.tokens());
    }
  }

  private interface Opening {
    Model open(String path) throws IOException;
  }

  @Test
  void whatOpensAModelIsSaid() {
    Function<Opening, String> complaint =
        opening ->
            assertThrows(IOException.class, () -> opening.open(path("bert-mean"))).getMessage();
    String end = "; open it with TextEncoder";
    assertEquals(
        "bert-mean: is a text encoder, expected a language model" + end,
        complaint.apply(LanguageModel::open));
    assertEquals(
        "bert-mean: is a text encoder, expected a classifier" + end,
        complaint.apply(Classifier::open));
    assertEquals(
        "bert-mean: is a text encoder, expected a reranker" + end, complaint.apply(Reranker::open));
    IOException error =
        assertThrows(
            IOException.class, () -> TextEncoder.open(TinyModels.path("qwen2").toString()));
    assertEquals(
        "qwen2.gguf: is a language model, expected a text encoder; open it with LanguageModel",
        error.getMessage());
  }

  /** The words of a tokenizer.json, a line each. */
  private static void writeVocabulary(Path folder) throws IOException {
    JsonField model = EncoderGoldens.read(folder.resolve("tokenizer.json")).require("model");
    TreeMap<Integer, String> words = new TreeMap<>();
    for (String word : model.require("vocab").object().members().keySet()) {
      words.put(model.require("vocab").require(word).asInt(0, 10_000), word);
    }
    Files.write(folder.resolve("vocab.txt"), words.values());
    Files.delete(folder.resolve("tokenizer.json"));
  }

  private static Path copy(String name, Path to) throws IOException {
    Path folder = Files.createDirectories(to.resolve(name));
    try (Stream<Path> files = Files.list(Path.of(path(name)))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  @Test
  void aVocabularyOfWordsIsEnoughForSomeFamilies(@TempDir Path temporary) throws IOException {
    Path folder = copy("distilbert-labels", temporary);
    writeVocabulary(folder);
    try (Classifier whole = Classifier.open(path("distilbert-labels"));
        Classifier words = Classifier.open(folder.toString())) {
      String text = "Anna works in London, naïveté 棕色!";
      assertEquals(whole.classify(text), words.classify(text));
      TextPair pair = new TextPair(text, "the lazy dog");
      assertEquals(whole.classify(pair), words.classify(pair));
    }
    Path other = copy("mpnet-labels", temporary);
    writeVocabulary(other);
    IOException error = assertThrows(IOException.class, () -> Classifier.open(other.toString()));
    assertEquals(
        "mpnet-labels/vocab.txt: is not enough for mpnet, expected tokenizer.json beside it;"
            + " download it",
        error.getMessage());
  }
}
