package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a smaller cache costs Gemma 3 270M in accuracy against PyTorch in float32. (Against an F32
 * cache says nothing: the least change moves some activations to another code of 8 bits, and these
 * move a log-probability as far as the codes themselves do.)
 */
class GemmaCacheTest {

  private static final int SLOW_TOKENS = 24;

  /** That of GemmaTest for an F16 cache, of which 0.056 is due to the activations' rounding. */
  private static final double MOST = 0.07;

  @Test
  void smallerCachesMoveLittle() throws IOException {
    if (!Files.exists(GemmaTest.FILE)) {
      System.out.println("SKIPPED GemmaCacheTest: " + GemmaTest.FILE + " is absent");
    }
    assumeTrue(Files.exists(GemmaTest.FILE), "run scripts/fetch-model gemma3-270m");
    List<Golden> texts = Golden.read("gemma3-270m.json").objects("texts");
    try (Kernels kernels = KernelChoice.open("auto", 2);
        LoadedModel model = ModelLoader.load(GemmaTest.FILE, kernels)) {
      for (DataType type : List.of(DataType.BF16, DataType.Q8_0)) {
        double error = error(model, kernels, texts, type);
        assertTrue(error <= MOST, type + " cache: error of a log-probability is " + error);
      }
    }
  }

  /** The mean error of a log-probability against PyTorch in float32. */
  private static double error(
      LoadedModel model, Kernels kernels, List<Golden> texts, DataType type) {
    double error = 0;
    double sum = 0;
    int positions = 0;
    for (Golden text : texts) {
      int[] ids = text.ids("ids");
      int count = kernels.name().equals("reference") ? SLOW_TOKENS : ids.length;
      double[] actual = logprobs(model, kernels, Arrays.copyOf(ids, count), type);
      double[] expected = text.numbers("logprobs");
      for (int i = 0; i < actual.length; i++) {
        error += Math.abs(expected[i] - actual[i]);
        sum += expected[i] - actual[i];
      }
      positions += actual.length;
    }
    System.out.printf(
        "gemma, cache %s: %d positions, |log-probability error| %.4f, perplexity %+.2f %%%n",
        type, positions, error / positions, 100 * (Math.exp(sum / positions) - 1));
    return error / positions;
  }

  /** The log-probability of every token after the first. */
  private static double[] logprobs(LoadedModel model, Kernels kernels, int[] ids, DataType type) {
    double[] all = new double[ids.length - 1];
    try (NetworkRunner runner = new NetworkRunner(model.network(), kernels, ids.length, type)) {
      float[][] hidden = runner.whole(ids);
      runner.logits(
          Arrays.copyOf(hidden, all.length),
          (row, logits) -> all[row] = logits[ids[row + 1]] - NetworkRunner.logSum(logits));
    }
    return all;
  }
}
