package io.millrace.bench;

import io.millrace.LanguageModel;
import io.millrace.Request;
import io.millrace.Result;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Peaks;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures a model through its public interface.
 *
 * <p>A rate of reading is that of requests for one token. A rate of writing comes from the
 * difference: the same prompts with {@value #GENERATED} tokens more, minus the time for one token;
 * NaN where that difference is lost in the noise, which happens to tiny models only. Tokens are
 * random and the end token is ignored, so every run does the same work. Each time is the median of
 * some repetitions, once the JVM has compiled what is hot: kernels in Java are slow until then.
 */
public final class ModelBench {

  private static final int SHORT_PROMPT = 128;
  private static final int GENERATED = 32;

  /**
   * What to measure.
   *
   * @param prompts tokens of prompts that are read alone; those a model has no room for are left
   *     out
   * @param batches numbers of short sequences
   */
  public record Plan(List<Integer> prompts, List<Integer> batches) {

    /** What other programs are compared by. */
    public static Plan comparison() {
      return new Plan(List.of(512), List.of(1, 8, 32));
    }

    /** A table for people. */
    public static Plan table() {
      return new Plan(List.of(128, 512, 2048), List.of(1, 8, 32, 64));
    }

    /** Sequences of the largest batch. */
    public int mostSequences() {
      return Collections.max(batches);
    }
  }

  private final LanguageModel model;
  private final int repetitions;
  private final RandomRequests random;

  /**
   * @param repetitions how often each time is measured, at least 1
   */
  public ModelBench(LanguageModel model, int repetitions) {
    if (repetitions < 1) {
      throw new IllegalArgumentException(
          "bench: repetitions is " + repetitions + ", expected 1 and more");
    }
    this.model = model;
    this.repetitions = repetitions;
    this.random = RandomRequests.below(model.info().vocabulary());
  }

  /** Measures the machine's peaks, prompts alone, then batches of short ones. */
  public ModelFigures run(Plan plan) {
    Optional<Peaks> peaks = KernelChoice.peaks(model.info().threads());
    WarmUp.by(() -> seconds(1, 1, SHORT_PROMPT, GENERATED));
    Map<Integer, Double> prompts = new LinkedHashMap<>();
    for (int length : plan.prompts()) {
      if (length < model.info().contextLength()) {
        prompts.put(length, length / seconds(1, length, 1));
      }
    }
    Map<Integer, ModelFigures.Rates> batches = new LinkedHashMap<>();
    for (int size : plan.batches()) {
      batches.put(size, batch(size));
    }
    return new ModelFigures(model.info(), prompts, batches, peaks);
  }

  private ModelFigures.Rates batch(int size) {
    double reading = seconds(size, SHORT_PROMPT, 1);
    double both = seconds(size, SHORT_PROMPT, 1 + GENERATED);
    double writing = both - reading;
    double written = writing > 0 ? size * GENERATED / writing : Double.NaN;
    return new ModelFigures.Rates(size * SHORT_PROMPT / reading, written);
  }

  private double seconds(int count, int length, int maxTokens) {
    return seconds(repetitions, count, length, maxTokens);
  }

  /** The median time of {@code count} requests together; the prompts are new each time. */
  private double seconds(int repetitions, int count, int length, int maxTokens) {
    double[] times = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      List<Request> requests = random.batch(count, length, maxTokens);
      long start = System.nanoTime();
      model.generateAll(requests).forEach(Result::orThrow);
      times[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(times);
    return times[repetitions / 2];
  }
}
