package io.millrace.bench;

import io.millrace.Embedding;
import io.millrace.EncodingOptions;
import io.millrace.Result;
import io.millrace.TextEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Measures an encoder through its public interface: all texts once to count their tokens and to
 * touch memory, some of them until the JVM has compiled what is hot, then all of them together,
 * some times.
 */
public final class EmbedBench {

  private static final int SAMPLES = 8;

  private final TextEncoder model;
  private final int repetitions;

  /**
   * Prepares to measure.
   *
   * @param repetitions how often the time is measured, at least 1
   */
  public EmbedBench(TextEncoder model, int repetitions) {
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
   * @param texts at least one
   * @throws io.millrace.RequestException if one of them cannot be encoded
   */
  public EmbedFigures run(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("bench: found no texts, expected one and more");
    }
    long tokens = tokens(texts);
    List<String> sample = texts.subList(0, Math.max(1, texts.size() / SAMPLES));
    WarmUp.by(() -> model.encodeAll(sample));
    double[] times = new double[repetitions];
    List<float[]> vectors = List.of();
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      List<Result<float[]>> results = model.encodeAll(texts);
      times[i] = (System.nanoTime() - start) / 1e9;
      vectors = results.stream().map(Result::orThrow).toList();
    }
    Arrays.sort(times);
    return new EmbedFigures(model.info(), tokens, times[repetitions / 2], vectors);
  }

  private long tokens(List<String> texts) {
    List<CompletableFuture<Embedding>> submitted = new ArrayList<>(texts.size());
    for (String text : texts) {
      submitted.add(model.submit(text, EncodingOptions.defaults()));
    }
    return submitted.stream().mapToLong(embedding -> embedding.join().tokens()).sum();
  }
}
