package io.millrace.decoding;

import io.millrace.tensor.Tensor;
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
      return scores.drawTop().value(0);
    }
    return options.isFiltered()
        ? scores.drawTop().value(0) * RankedDraw.inverseTemperature(options)
        : scores.masses().maximum();
  }

  /** Chooses; {@link #best} must be finite. */
  Choice choose() {
    TopTokens top = scores.drawTop();
    if (sampling.options().isGreedy()) {
      return new Choice(top.id(0), top.value(0));
    }
    return sampling.options().isFiltered() ? fromRanking() : fromStripe();
  }

  private Choice fromRanking() {
    TokenRanking best = scores.drawTop().ranking();
    OptionalInt rank = draw(best);
    if (rank.isPresent()) {
      return best.choice(rank.getAsInt());
    }
    TokenRanking everything = TokenRanking.of(wholeRow());
    return everything.choice(draw(everything).orElseThrow());
  }

  private OptionalInt draw(TokenRanking ranking) {
    double total = RankedDraw.needsTotal(sampling.options()) ? scores.masses().total() : Double.NaN;
    return new RankedDraw(ranking, sampling.options()).draw(total, sampling.uniform());
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

  private float[] wholeRow() {
    float[] logits = new float[run.vocabulary()];
    for (int number = 0; number < Stripe.count(logits.length); number++) {
      Stripe stripe = Stripe.of(number, logits.length);
      Tensor part = run.adjusted(row, stripe);
      part.floats().get(0, logits, stripe.start(), stripe.width());
    }
    return logits;
  }
}
