package io.millrace.bench;

import io.millrace.LanguageModel;
import io.millrace.ModelInfo;
import io.millrace.ModelOptions;
import io.millrace.ModelOptions.PrefixCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what batching is worth, through the public interface.
 *
 * <p>A job of many lengths stands between two measurements of full batches of short requests, and
 * is compared with their mean, so that a machine that slows down does so for both. Where the prefix
 * cache is compared with none, the model is opened anew for each, in turn. A figure is that of one
 * repetition, the middle one by what it is about: the percentage, the ratio, the rate of writing.
 * Tokens are random and the end token is ignored, so every run does the same work.
 */
public final class BatchBench {

  private static final int WARM_UP_PROMPT = 64;
  private static final int WARM_UP_TOKENS = 4;

  private final String model;
  private final ModelOptions options;
  private final BatchPlan plan;

  /**
   * @param model a file or a known name
   * @param options how it is opened; the sequences are raised to those of the plan's batch
   */
  public BatchBench(String model, ModelOptions options, BatchPlan plan) {
    this.model = model;
    this.options =
        options.withMaxSequences(
            Math.max(options.maxSequences().orElse(1), plan.batch().sequences()));
    this.plan = plan;
  }

  /**
   * Measures all works of the plan.
   *
   * @param figures told each as soon as it is there
   * @throws IOException if the model cannot be opened
   * @throws IllegalArgumentException if its context is too short for the plan
   */
  public void run(Consumer<BatchFigure> figures) throws IOException {
    if (plan.has(BatchWork.LONG_TAILED) || plan.has(BatchWork.SEQUENCES)) {
      try (LanguageModel opened = open(PrefixCache.ON)) {
        runOn(opened, figures);
      }
    }
    if (plan.has(BatchWork.SHARED_PREFIX)) {
      List<SharedPrefixFigure> repetitions = new ArrayList<>();
      for (int i = 0; i < plan.repetitions(); i++) {
        repetitions.add(sharedPrefix());
      }
      figures.accept(Figures.median(repetitions, SharedPrefixFigure::ratio));
    }
  }

  /** Opens the model and runs a few tokens, so that classes are loaded and memory is touched. */
  private LanguageModel open(PrefixCache cache) throws IOException {
    LanguageModel opened = LanguageModel.open(model, options.withPrefixCache(cache));
    try {
      ModelInfo info = opened.info();
      if (plan.mostPositions() > info.contextLength()) {
        throw new IllegalArgumentException(
            "bench: %s has a context of %d tokens, expected %d at least; choose other work"
                .formatted(info.name(), info.contextLength(), plan.mostPositions()));
      }
      int prompt = Math.min(WARM_UP_PROMPT, plan.batch().prompt());
      RandomRequests requests = RandomRequests.below(info.vocabulary());
      MeteredRun.of(opened, requests.batch(2, prompt, WARM_UP_TOKENS));
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void runOn(LanguageModel opened, Consumer<BatchFigure> figures) {
    RandomRequests requests = RandomRequests.below(opened.info().vocabulary());
    List<LongTailedFigure> jobs = new ArrayList<>();
    List<SequencesFigure> batches = new ArrayList<>();
    for (int i = 0; i < plan.repetitions(); i++) {
      BatchRates before = batch(opened, requests, batches);
      if (plan.has(BatchWork.LONG_TAILED)) {
        MeteredRun job = MeteredRun.of(opened, requests.longTailed(plan.longTailed()));
        BatchRates rates = BatchRates.between(before, batch(opened, requests, batches));
        jobs.add(LongTailedFigure.of(opened.info(), plan.longTailed().requests(), job, rates));
      }
    }
    if (plan.has(BatchWork.LONG_TAILED)) {
      figures.accept(Figures.median(jobs, LongTailedFigure::percentOfPerfect));
    }
    if (plan.has(BatchWork.SEQUENCES)) {
      figures.accept(Figures.median(batches, SequencesFigure::written));
    }
  }

  /** Times a full batch of short requests once. */
  private BatchRates batch(
      LanguageModel opened, RandomRequests requests, List<SequencesFigure> figures) {
    BatchPlan.Batch batch = plan.batch();
    double reading =
        MeteredRun.of(opened, requests.batch(batch.sequences(), batch.prompt(), 1)).seconds();
    MeteredRun both =
        MeteredRun.of(
            opened, requests.batch(batch.sequences(), batch.prompt(), 1 + batch.generated()));
    BatchRates rates = new BatchRates(batch, reading, both.seconds());
    figures.add(
        new SequencesFigure(
            opened.info(), batch, rates.read(), rates.written(), StepShares.of(both)));
    return rates;
  }

  private SharedPrefixFigure sharedPrefix() throws IOException {
    BatchPlan.Shared job = plan.shared();
    ModelInfo info;
    MeteredRun on;
    try (LanguageModel opened = open(PrefixCache.ON)) {
      info = opened.info();
      on = shared(opened);
    }
    MeteredRun off;
    try (LanguageModel opened = open(PrefixCache.OFF)) {
      off = shared(opened);
    }
    return new SharedPrefixFigure(
        info,
        job,
        job.requests() / on.seconds(),
        job.requests() / off.seconds(),
        on.cachedTokens());
  }

  private MeteredRun shared(LanguageModel opened) {
    RandomRequests requests = RandomRequests.below(opened.info().vocabulary());
    return MeteredRun.of(opened, requests.shared(plan.shared()));
  }
}
