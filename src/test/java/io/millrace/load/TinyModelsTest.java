package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.load.NetworkRunner.Feed;
import io.millrace.load.NetworkRunner.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tiny random models of every family with F32 weights and cache against PyTorch's numbers. */
class TinyModelsTest {

  private static final double LARGEST_ERROR = 2e-3;

  /** Where the best logit is ahead of the next by more than both errors, the choice is sure. */
  private static final double SURE = 2 * LARGEST_ERROR;

  static Stream<String> models() throws IOException {
    try (Stream<Path> files = Files.list(Golden.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".gguf"))
          .map(name -> name.replace(".gguf", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** A model for texts whose values were made with these rotary factors. */
  private static LoadedModel load(String name, Golden golden, Kernels kernels) throws IOException {
    boolean isShort = golden.has("ropeFactors") && golden.text("ropeFactors").equals("short");
    int limit = isShort ? 64 : ModelLoader.NO_LIMIT;
    return ModelLoader.load(Golden.FOLDER.resolve(name + ".gguf"), kernels, limit);
  }

  @ParameterizedTest
  @MethodSource("models")
  void logProbabilitiesAreThoseOfPyTorch(String name) throws IOException {
    for (Golden golden : Golden.read(name + ".json").objects("sequences")) {
      int[] ids = golden.ids("ids");
      double[] expected = golden.numbers("logprobs");
      assertEquals(ids.length - 1, expected.length);
      try (Kernels kernels = KernelChoice.open("reference", 1);
          LoadedModel model = load(name, golden, kernels);
          NetworkRunner runner = new NetworkRunner(model.network(), kernels, ids.length)) {
        float[][] logits = new float[ids.length][];
        runner.logits(runner.whole(ids), (row, values) -> logits[row] = values);
        for (int i = 0; i < expected.length; i++) {
          double actual = logits[i][ids[i + 1]] - NetworkRunner.logSum(logits[i]);
          assertEquals(expected[i], actual, LARGEST_ERROR, "position " + i);
        }
        for (Golden row : golden.objects("rows")) {
          assertRow(row.numbers("logprobs"), logits[(int) row.number("position")]);
        }
      }
    }
  }

  private static void assertRow(double[] expected, float[] logits) {
    assertEquals(expected.length, logits.length);
    double sum = NetworkRunner.logSum(logits);
    for (int id = 0; id < expected.length; id++) {
      assertEquals(expected[id], logits[id] - sum, LARGEST_ERROR, "id " + id);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void greedyContinuationsAreThoseOfPyTorch(String name) throws IOException {
    for (Golden golden : Golden.read(name + ".json").objects("greedy")) {
      int[] prompt = golden.ids("prompt");
      int[] expected = golden.ids("ids");
      double[] margins = golden.numbers("margins");
      try (Kernels kernels = KernelChoice.open("reference", 1);
          LoadedModel model = load(name, golden, kernels);
          NetworkRunner runner =
              new NetworkRunner(model.network(), kernels, prompt.length + expected.length)) {
        Text text = runner.text();
        int[] next = prompt;
        int sure = 0;
        for (int i = 0; i < expected.length; i++) {
          float[][] hidden = runner.feed(List.of(new Feed(text, next)));
          int[] best = new int[1];
          runner.logits(
              new float[][] {hidden[hidden.length - 1]},
              (row, logits) -> best[0] = NetworkRunner.best(logits));
          if (margins[i] > SURE) {
            assertEquals(expected[i], best[0], "token " + i);
            sure++;
          }
          next = new int[] {expected[i]};
        }
        assertTrue(sure >= expected.length / 2, name + ": only " + sure + " tokens are sure");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void chunksAndBatchesDoNotMoveABit(String name) throws IOException {
    Golden golden = Golden.read(name + ".json");
    List<int[]> texts = golden.objects("sequences").stream().map(g -> g.ids("ids")).toList();
    try (Kernels kernels = KernelChoice.open("auto", 2);
        LoadedModel model = ModelLoader.load(Golden.FOLDER.resolve(name + ".gguf"), kernels);
        NetworkRunner runner = new NetworkRunner(model.network(), kernels, 2000)) {
      List<float[][]> alone = texts.stream().map(runner::whole).toList();
      List<float[][]> together = inChunksTogether(runner, texts);
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(alone.get(i), together.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void wantedRowsAreThoseOfTheWhole(String name) throws IOException {
    int[] ids = Golden.read(name + ".json").objects("sequences").get(0).ids("ids");
    try (Kernels kernels = KernelChoice.open("auto", 2);
        LoadedModel model = ModelLoader.load(Golden.FOLDER.resolve(name + ".gguf"), kernels);
        NetworkRunner runner = new NetworkRunner(model.network(), kernels, 1000)) {
      float[][] all = runner.whole(ids);
      Text text = runner.text();
      int half = ids.length / 2;
      Feed first = new Feed(text, Arrays.copyOf(ids, half));
      Feed second = new Feed(text, Arrays.copyOfRange(ids, half, ids.length));
      assertEquals(0, runner.feed(List.of(first), new int[0]).length);
      float[][] wanted = runner.feed(List.of(second), new int[] {7, 0, 7});
      assertArrayEquals(new float[][] {all[half + 7], all[half], all[half + 7]}, wanted);
    }
  }

  /** Feeds all texts side by side, each step a random piece of those that are not at their end. */
  private static List<float[][]> inChunksTogether(NetworkRunner runner, List<int[]> texts) {
    Random random = new Random(1);
    List<Text> states = texts.stream().map(ids -> runner.text()).toList();
    List<float[][]> hidden = new ArrayList<>();
    texts.forEach(ids -> hidden.add(new float[ids.length][]));
    int[] done = new int[texts.size()];
    while (hidden.stream().anyMatch(rows -> rows[rows.length - 1] == null)) {
      List<Feed> feeds = new ArrayList<>();
      List<Integer> owners = new ArrayList<>();
      for (int i = 0; i < done.length; i++) {
        int left = texts.get(i).length - done[i];
        int count = Math.min(left, random.nextInt(40));
        for (int row = 0; row < count; row++) {
          owners.add(i);
        }
        if (count > 0) {
          int[] ids = Arrays.copyOfRange(texts.get(i), done[i], done[i] + count);
          feeds.add(new Feed(states.get(i), ids));
        }
      }
      if (feeds.isEmpty()) {
        continue; // every piece was empty by chance
      }
      float[][] rows = runner.feed(feeds);
      for (int row = 0; row < rows.length; row++) {
        int owner = owners.get(row);
        hidden.get(owner)[done[owner]++] = rows[row];
      }
    }
    return hidden;
  }
}
