package io.millrace.decoding;

/** The choice of one row's token. */
final class TokenDraw {

  private final HeadRun run;
  private final int row;
  private final SequenceSampling sampling;
  private final RowScores scores;

  TokenDraw(HeadRun run, int row, SequenceSampling sampling) {
    this.run = run;
    this.row = row;
    this.sampling = sampling;
    this.scores = run.scores(row);
  }

  /** The factor that applies a temperature. */
  static float inverseTemperature(SamplingOptions options) {
    return 1f / options.temperature();
  }

  /**
   * A token that was chosen.
   *
   * @param token its id
   * @param logit its adjusted logit, before the temperature
   */
  record Choice(int token, float logit) {}

  /** The largest adjusted logit, after the temperature; any number that is as finite as it is. */
  float best() {
    SamplingOptions options = sampling.options();
    if (options.isGreedy()) {
      return scores.best().value(0);
    }
    if (!options.isFiltered()) {
      return scores.masses().maximum();
    }
    RowScores.Drawn drawn = scores.drawn();
    return drawn.isPossible() ? drawn.logit() : drawn.logit() * inverseTemperature(options);
  }

  /** Chooses; {@link #best} must be finite. */
  Choice choose() {
    if (sampling.options().isGreedy()) {
      return new Choice(scores.best().id(0), scores.best().value(0));
    }
    return sampling.options().isFiltered()
        ? new Choice(scores.drawn().id(), scores.drawn().logit())
        : fromStripe();
  }

  /** Draws a stripe by its mass, then a token of it in order of ids. */
  private Choice fromStripe() {
    StripeMasses masses = scores.masses();
    StripeMasses.Place place = masses.find(sampling.uniform() * masses.total());
    Stripe stripe = Stripe.of(place.stripe(), run.vocabulary());
    float[] logits = run.adjusted(row, stripe).toFloats();
    float inverseTemperature = inverseTemperature(sampling.options());
    double sum = 0;
    int last = 0;
    for (int i = 0; i < logits.length && sum <= place.point(); i++) {
      float scaled = logits[i] * inverseTemperature;
      float weight = Exponential.of(scaled - masses.maximum(stripe.number()));
      sum += weight;
      if (weight > 0) {
        last = i;
      }
    }
    return new Choice(stripe.start() + last, logits[last]);
  }
}
