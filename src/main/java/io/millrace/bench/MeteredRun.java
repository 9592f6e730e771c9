package io.millrace.bench;

import io.millrace.Answer;
import io.millrace.LanguageModel;
import io.millrace.ModelMetrics;
import io.millrace.Request;
import io.millrace.Result;
import io.millrace.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Requests that were answered while nothing else ran.
 *
 * @param seconds from the first request to the last answer
 * @param promptTokens of all prompts, cached ones included
 * @param cachedTokens of these, found in the cache
 * @param generatedTokens of all answers
 * @param before what the model had done before
 * @param after what it has done then
 */
record MeteredRun(
    double seconds,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    ModelMetrics before,
    ModelMetrics after) {

  private static final long PAUSE_NANOS = 50_000;

  /**
   * Answers the requests as they would be answered in a job.
   *
   * @throws io.millrace.RequestException if one of them fails
   * @throws IllegalStateException if an answer is shorter than was asked for
   */
  static MeteredRun of(LanguageModel model, List<Request> requests) {
    ModelMetrics before = settled(model);
    Usage[] usages = new Usage[requests.size()];
    long start = System.nanoTime();
    try (Stream<Result<Answer>> answers = model.generateEach(requests.stream())) {
      answers.forEach(answer -> usages[answer.index()] = answer.orThrow().usage());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long prompts = 0;
    long cached = 0;
    long generated = 0;
    for (int i = 0; i < usages.length; i++) {
      check(requests.get(i), i, usages[i]);
      prompts += usages[i].promptTokens();
      cached += usages[i].cachedTokens();
      generated += usages[i].completionTokens();
    }
    return new MeteredRun(seconds, prompts, cached, generated, before, settled(model));
  }

  /** Less work than was asked for must not pass for speed. */
  private static void check(Request request, int index, Usage usage) {
    int wanted = request.options().maxTokens().orElseThrow();
    if (usage.completionTokens() != wanted) {
      throw new IllegalStateException(
          "bench: answer %d has %d tokens, expected %d"
              .formatted(index, usage.completionTokens(), wanted));
    }
  }

  /** The metrics once the last step is counted too, which ends a little after its answers. */
  private static ModelMetrics settled(LanguageModel model) {
    ModelMetrics metrics = model.metrics();
    while (metrics.running() + metrics.waiting() > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      metrics = model.metrics();
    }
    return metrics;
  }

  /** How much of the time went into a part. */
  double share(Function<ModelMetrics, Duration> part) {
    return part.apply(after).minus(part.apply(before)).toNanos() / 1e9 / seconds;
  }

  /** Passes through the network. */
  long steps() {
    return after.steps() - before.steps();
  }

  /** Sequences in a step on average. */
  double occupancy() {
    double sum = after.meanOccupancy() * after.steps() - before.meanOccupancy() * before.steps();
    return sum / steps();
  }

  long preemptions() {
    return after.preemptions() - before.preemptions();
  }

  long recomputedTokens() {
    return after.recomputedTokens() - before.recomputedTokens();
  }
}
