package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders on several threads, for several clients: the same bits as alone. */
class EncoderThreadsTest {

  private static final List<String> TEXTS =
      IntStream.range(0, 150)
          .mapToObj(i -> "the lazy dog and " + i + " quick brown foxes ".repeat(i % 13))
          .toList();

  private static String path(String name) {
    return EncoderGoldens.FOLDER.resolve("encoders").resolve(name).toString();
  }

  private static ModelOptions options(String kernels, int threads) {
    return ModelOptions.defaults().withKernels(kernels).withThreads(threads);
  }

  private static List<float[]> oneByOne(String model) throws IOException {
    try (TextEncoder encoder = TextEncoder.open(path(model), options("java", 1))) {
      return TEXTS.stream().map(encoder::encode).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "java", "reference"})
  void vectorsDoNotDependOnThreads(String kernels) throws IOException {
    for (String model : List.of("bert-mean", "mpnet-mean")) {
      List<float[]> expected = oneByOne(model);
      for (int threads = 1; threads <= 3; threads++) {
        try (TextEncoder encoder = TextEncoder.open(path(model), options(kernels, threads))) {
          List<Result<float[]>> results = encoder.encodeAll(TEXTS);
          for (int i = 0; i < TEXTS.size(); i++) {
            assertArrayEquals(expected.get(i), results.get(i).orThrow(), TEXTS.get(i));
          }
        }
      }
    }
  }

  @Test
  void clientsAreAnsweredEachItsOwn() throws IOException {
    List<float[]> expected = oneByOne("bert-mean");
    try (TextEncoder encoder = TextEncoder.open(path("bert-mean"), options("auto", 3))) {
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int client = 0; client < 6; client++) {
        int from = client * 20;
        clients.add(onThread(() -> expectVectors(encoder, expected, from)));
      }
      clients.forEach(CompletableFuture::join);
    }
  }

  private static CompletableFuture<Void> onThread(Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task).start());
  }

  private static void expectVectors(TextEncoder encoder, List<float[]> expected, int from) {
    List<Result<float[]>> together = encoder.encodeAll(TEXTS.subList(from, from + 40));
    for (int i = 0; i < 40; i++) {
      assertArrayEquals(expected.get(from + i), together.get(i).orThrow());
      assertArrayEquals(expected.get(from + i), encoder.encode(TEXTS.get(from + i)));
    }
  }

  @Test
  void rankingsAndClassesAreTheSameForAllClients() throws IOException {
    List<String> documents = TEXTS.subList(0, 30);
    try (Reranker one = Reranker.open(path("bert-pairs"), options("java", 1));
        Reranker several = Reranker.open(path("bert-pairs"), options("auto", 3))) {
      List<Ranked> expected = one.rank("a dog", documents);
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int client = 0; client < 6; client++) {
        clients.add(onThread(() -> assertEquals(expected, several.rank("a dog", documents))));
      }
      clients.forEach(CompletableFuture::join);
    }
    try (Classifier one = Classifier.open(path("bert-tokens"), options("java", 1));
        Classifier several = Classifier.open(path("bert-tokens"), options("auto", 3))) {
      ScoringOptions scoring = ScoringOptions.defaults();
      List<Result<LabeledText>> expected = one.labelAllTokens(TEXTS, scoring);
      assertEquals(expected, several.labelAllTokens(TEXTS, scoring));
    }
  }
}
