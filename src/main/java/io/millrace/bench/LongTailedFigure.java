package io.millrace.bench;

import io.millrace.ModelInfo;

/**
 * How fast a job of many lengths is, against full batches of short requests in the same run.
 *
 * @param model what was measured, and on which kernels
 * @param requests how many
 * @param tokens what they read and wrote
 * @param seconds they took
 * @param perfect rates of full batches before and after
 * @param steps how they were run
 */
public record LongTailedFigure(
    ModelInfo model, int requests, Tokens tokens, double seconds, Perfect perfect, Steps steps)
    implements BatchFigure {

  /** Tokens of all requests. */
  public record Tokens(long prompt, long generated) {}

  /**
   * What full batches of short requests can do.
   *
   * @param read prompt tokens a second
   * @param written generated tokens a second, or NaN where noise hid it
   * @param seconds that the tokens of the job would take at these rates
   */
  public record Perfect(double read, double written, double seconds) {}

  /**
   * What the engine did.
   *
   * @param count steps
   * @param occupancy sequences in a step on average
   * @param preemptions how often a sequence gave its cache up
   * @param recomputed tokens computed again after that
   */
  public record Steps(long count, double occupancy, long preemptions, long recomputed) {}

  static LongTailedFigure of(ModelInfo model, int requests, MeteredRun run, BatchRates rates) {
    double perfect = rates.perfectSeconds(run.promptTokens(), run.generatedTokens());
    return new LongTailedFigure(
        model,
        requests,
        new Tokens(run.promptTokens(), run.generatedTokens()),
        run.seconds(),
        new Perfect(rates.read(), rates.written(), perfect),
        new Steps(run.steps(), run.occupancy(), run.preemptions(), run.recomputedTokens()));
  }

  @Override
  public BatchWork work() {
    return BatchWork.LONG_TAILED;
  }

  /** Tokens read and written a second. */
  public double rate() {
    return (tokens.prompt() + tokens.generated()) / seconds;
  }

  /** Percent of the rate that full batches would have. */
  public double percentOfPerfect() {
    return 100 * perfect.seconds() / seconds;
  }

  @Override
  public String toJson() {
    return Figures.json(work(), model)
        .put("requests", requests)
        .put("promptTokens", tokens.prompt())
        .put("generatedTokens", tokens.generated())
        .put("seconds", Figures.number(seconds))
        .put("tokensPerSecond", Figures.number(rate()))
        .put("perfectSeconds", Figures.number(perfect.seconds()))
        .put("percentOfPerfect", Figures.number(percentOfPerfect()))
        .put("read", Figures.number(perfect.read()))
        .put("written", Figures.number(perfect.written()))
        .put("steps", steps.count())
        .put("occupancy", Figures.number(steps.occupancy()))
        .put("preemptions", steps.preemptions())
        .put("recomputedTokens", steps.recomputed())
        .build()
        .toJson();
  }

  @Override
  public String toText() {
    return Figures.title(
            model,
            "long-tailed: %d requests, %d + %d tokens in %.1f s",
            requests,
            tokens.prompt(),
            tokens.generated(),
            seconds)
        + Figures.row("read and written", rate(), "tokens/s")
        + Figures.row("of perfect batches", percentOfPerfect(), "%")
        + Figures.row("perfect batches read", perfect.read(), "tokens/s")
        + Figures.row("perfect batches write", perfect.written(), "tokens/s")
        + Figures.row("sequences in a step", steps.occupancy(), "")
        + Figures.row("preemptions", (double) steps.preemptions(), "");
  }
}
