package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two models in one process share the threads of the C kernels, and answer as each does alone. */
class SharedThreadsTest {

  private static final List<String> MODELS = List.of("llama-untied", "gemma3");
  private static final int THREADS = 3;
  private static final int REQUESTS = 12;
  private static final int MOST_LOOKS = 20_000; // a millisecond apart

  private static LanguageModel open(String name) throws IOException {
    ModelOptions options = ModelOptions.defaults().withKernels("native").withThreads(THREADS);
    return LanguageModel.open(TinyModels.path(name).toString(), options);
  }

  private static List<Request> requests() {
    DecodingOptions greedy = DecodingOptions.greedy().withMaxTokens(24).withIgnoreEos(true);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      requests.add(Request.tokens(1, 5 + i, 9, 2 * i).withOptions(greedy));
    }
    return requests;
  }

  private static List<int[]> answers(LanguageModel model) {
    return model.generateAll(requests()).stream()
        .map(result -> result.orThrow().choices().get(0).tokens())
        .toList();
  }

  private static List<int[]> answersAlone(String name) throws IOException {
    try (LanguageModel model = open(name)) {
      return answers(model);
    }
  }

  /** The names of the threads of the C kernels, sorted. */
  private static List<String> workers() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        try {
          names.add(Files.readString(task.resolve("comm")).strip());
        } catch (IOException e) {
          // it has ended since
        }
      }
    }
    return names.stream().filter(name -> name.matches("millrace-\\d+")).sorted().toList();
  }

  /** Waits until the threads are as expected: an ended one is still listed for a while. */
  private static void expectWorkers(Predicate<List<String>> expected) throws Exception {
    List<String> found = workers();
    for (int i = 0; i < MOST_LOOKS && !expected.test(found); i++) {
      Thread.sleep(1);
      found = workers();
    }
    assertTrue(expected.test(found), found::toString);
  }

  private static boolean isOnePool(List<String> names, int most) {
    return names.contains("millrace-" + (THREADS - 1))
        && names.stream().distinct().toList().equals(names)
        && names.size() <= most;
  }

  @Test
  void twoModelsAtOnceAnswerAsEachDoesAloneOnTheSameThreads() throws Exception {
    if (KernelChoice.providers().get(0).obstacle().isPresent()) {
      System.out.println("SKIPPED SharedThreadsTest: the native kernels cannot run here");
      return;
    }
    List<String> before = workers();
    List<List<int[]>> alone = List.of(answersAlone(MODELS.get(0)), answersAlone(MODELS.get(1)));
    try (LanguageModel first = open(MODELS.get(0));
        LanguageModel second = open(MODELS.get(1))) {
      CompletableFuture<List<int[]>> other = CompletableFuture.supplyAsync(() -> answers(second));
      assertSame(alone.get(0), answers(first));
      assertSame(alone.get(1), other.join());
      expectWorkers(names -> isOnePool(names, Math.max(before.size(), THREADS - 1)));
    }
    expectWorkers(before::containsAll);
  }

  private static void assertSame(List<int[]> expected, List<int[]> actual) {
    for (int i = 0; i < REQUESTS; i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "request " + i);
    }
  }
}
