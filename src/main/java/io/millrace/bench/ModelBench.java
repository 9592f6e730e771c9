package io.millrace.bench;

import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Request;
import io.millrace.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures a model through its public interface.
 *
 * <p>A rate of reading is that of requests for one token. A rate of writing comes from the
 * difference: the same prompts with {@value #GENERATED} tokens more, minus the time for one token;
 * NaN where that difference is lost in the noise, which happens to tiny models only. Tokens are
 * random and the end token is ignored, so every run does the same work. Each time is the median of
 * some repetitions, after one that is not counted.
 */
public final class ModelBench {

  private static final int LONG_PROMPT = 512;
  private static final int SHORT_PROMPT = 128;
  private static final int GENERATED = 32;
  private static final int[] BATCHES = {1, 8, 32};

  private final LanguageModel model;
  private final int repetitions;
  private final Random random = new Random(1);

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
  }

  /** Measures a long prompt alone, then batches of 1, 8 and 32 short ones. */
  public ModelFigures run() {
    seconds(1, SHORT_PROMPT, 2); // loads classes and compiles the hottest code
    double alone = LONG_PROMPT / seconds(1, LONG_PROMPT, 1);
    Map<Integer, ModelFigures.Rates> batches = new LinkedHashMap<>();
    for (int size : BATCHES) {
      batches.put(size, batch(size));
    }
    return new ModelFigures(model.info(), alone, batches);
  }

  private ModelFigures.Rates batch(int size) {
    double reading = seconds(size, SHORT_PROMPT, 1);
    double both = seconds(size, SHORT_PROMPT, 1 + GENERATED);
    double writing = both - reading;
    double written = writing > 0 ? size * GENERATED / writing : Double.NaN;
    return new ModelFigures.Rates(size * SHORT_PROMPT / reading, written);
  }

  private List<Request> requests(int count, int length, int maxTokens) {
    int vocabulary = model.info().vocabulary();
    DecodingOptions options = DecodingOptions.greedy().withMaxTokens(maxTokens).withIgnoreEos(true);
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int[] prompt = random.ints(length, 0, vocabulary).toArray();
      requests.add(Request.tokens(prompt).withOptions(options));
    }
    return requests;
  }

  /** The median time of {@code count} requests together; the prompts are new each time. */
  private double seconds(int count, int length, int maxTokens) {
    double[] times = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      List<Request> requests = requests(count, length, maxTokens);
      long start = System.nanoTime();
      model.generateAll(requests).forEach(Result::orThrow);
      times[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(times);
    return times[repetitions / 2];
  }
}
