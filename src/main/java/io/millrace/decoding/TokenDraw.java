package io.millrace.decoding;

import java.util.Optional;
import java.util.OptionalInt;

/** The choice of one row's token, the cheap way first. */
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

  /**
   * A token that was chosen.
   *
   * @param token its id
   * @param logit its adjusted logit, before the temperature
   */
  record Choice(int token, float logit) {}

  /** The largest adjusted logit, after the temperature. */
  float best() {
    SamplingOptions options = sampling.options();
    if (options.isGreedy()) {
      return scores.best().value(0);
    }
    return options.isFiltered()
        ? scores.candidates().best() * RankedDraw.inverseTemperature(options)
        : scores.masses().maximum();
  }

  /** Chooses; {@link #best} must be finite. */
  Choice choose() {
    if (sampling.options().isGreedy()) {
      return new Choice(scores.best().id(0), scores.best().value(0));
    }
    return sampling.options().isFiltered() ? fromRanking() : fromStripe();
  }

  /** Draws among the best of the stripes, and among all tokens if these do not suffice. */
  private Choice fromRanking() {
    TokenRanking ranking = scores.candidates().ranking();
    OptionalInt rank = draw(ranking);
    if (rank.isPresent()) {
      return new Choice(ranking.id(rank.getAsInt()), ranking.logit(rank.getAsInt()));
    }
    Optional<float[]> whole = run.whole(row);
    return whole.isPresent() ? fromWhole(whole.get()) : fromOpenedStripes();
  }

  private Choice fromWhole(float[] logits) {
    HistogramDraw draw = new HistogramDraw(logits, scores.candidates().best(), sampling.options());
    long key = draw.draw(total(), sampling.uniform());
    return new Choice(RankKey.id(key), RankKey.logit(key));
  }

  /** Opens more and more stripes until the ranking suffices. */
  private Choice fromOpenedStripes() {
    StripeCandidates candidates = scores.candidates();
    for (int toOpen = 1; ; toOpen *= 2) {
      for (int i = 0; i < toOpen && !candidates.isComplete(); i++) {
        Stripe stripe = Stripe.of(candidates.narrowest(), run.vocabulary());
        candidates.open(stripe, run.adjusted(row, stripe).toFloats());
      }
      TokenRanking ranking = candidates.ranking();
      OptionalInt rank = draw(ranking);
      if (rank.isPresent()) {
        return new Choice(ranking.id(rank.getAsInt()), ranking.logit(rank.getAsInt()));
      }
    }
  }

  private OptionalInt draw(TokenRanking ranking) {
    return new RankedDraw(ranking, sampling.options()).draw(total(), sampling.uniform());
  }

  /** The weight of everything in units of the best, where it is needed. */
  private double total() {
    return RankedDraw.needsTotal(sampling.options()) ? scores.masses().total() : Double.NaN;
  }

  /** Draws a stripe by its mass, then a token of it in order of ids. */
  private Choice fromStripe() {
    StripeMasses masses = scores.masses();
    StripeMasses.Place place = masses.find(sampling.uniform() * masses.total());
    Stripe stripe = Stripe.of(place.stripe(), run.vocabulary());
    float[] logits = run.adjusted(row, stripe).toFloats();
    float inverseTemperature = RankedDraw.inverseTemperature(sampling.options());
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
