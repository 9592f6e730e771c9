package io.millrace.bench;

import io.millrace.Answer;
import io.millrace.BeamOptions;
import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Request;
import io.millrace.Result;
import java.util.Arrays;
import java.util.List;

/**
 * Measures an encoder-decoder through its public interface: all sources together, by beam search,
 * with the same number of new tokens for each. Some of the sources run before, to load classes and
 * to touch memory.
 */
public final class TranslateBench {

  private static final int WARM_UP = 16;

  private final LanguageModel model;
  private final int repetitions;

  /**
   * What is done to each source.
   *
   * @param beams hypotheses that grow together, 1 for none but the likeliest token each time
   * @param newTokens tokens that are generated
   */
  public record Work(int beams, int newTokens) {}

  /**
   * Prepares to measure.
   *
   * @param model one with a source
   * @param repetitions how often the time is measured, at least 1
   */
  public TranslateBench(LanguageModel model, int repetitions) {
    if (repetitions < 1) {
      throw new IllegalArgumentException(
          "bench: repetitions is " + repetitions + ", expected 1 and more");
    }
    this.model = model;
    this.repetitions = repetitions;
  }

  /**
   * Measures.
   *
   * @param sources token ids of each, at least one source
   * @throws io.millrace.RequestException if one of them cannot be translated
   */
  public TranslateFigures run(List<int[]> sources, Work work) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("bench: found no sources, expected one and more");
    }
    DecodingOptions options = options(work);
    List<Request> requests =
        sources.stream().map(source -> Request.tokens(source).withOptions(options)).toList();
    model
        .generateAll(requests.subList(0, Math.min(WARM_UP, requests.size())))
        .forEach(Result::orThrow);
    double[] times = new double[repetitions];
    List<int[]> targets = List.of();
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      List<Result<Answer>> answers = model.generateAll(requests);
      times[i] = (System.nanoTime() - start) / 1e9;
      targets = answers.stream().map(answer -> answer.orThrow().choices().get(0).tokens()).toList();
    }
    Arrays.sort(times);
    return new TranslateFigures(model.info(), work, times[repetitions / 2], targets);
  }

  private static DecodingOptions options(Work work) {
    DecodingOptions options =
        DecodingOptions.defaults()
            .withTemperature(0)
            .withMaxTokens(work.newTokens)
            .withMinTokens(work.newTokens);
    return work.beams == 1 ? options : options.withBeams(BeamOptions.of(work.beams));
  }
}
