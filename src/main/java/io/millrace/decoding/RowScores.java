package io.millrace.decoding;

import java.util.Optional;

/** What is found out about one row of logits, stripe by stripe. */
final class RowScores {

  private final HeadQuery query;
  private final LogSumExp raw = new LogSumExp();
  private final TopTokens rawTop;
  private final TopTokens best;
  private final StripeMasses masses;
  private Drawn drawn = Drawn.NOTHING;
  private float targetLogit = Float.NaN;
  private Optional<String> flaw = Optional.empty();

  /**
   * What was drawn.
   *
   * @param id the token, or -1 if none is possible
   * @param logit its adjusted logit, or the largest of the row if none is possible
   */
  record Drawn(int id, float logit) {
    static final Drawn NOTHING = new Drawn(-1, Float.NEGATIVE_INFINITY);

    boolean isPossible() {
      return id >= 0;
    }
  }

  RowScores(HeadQuery query, int stripes) {
    this.query = query;
    int bestWanted = query.draw().map(HeadQuery.Draw::best).orElse(0);
    int rawWanted = Math.max(0, query.logprobs());
    if (bestWanted > 0 && !adjusts()) {
      best = new TopTokens(Math.max(bestWanted, rawWanted));
      rawTop = best;
    } else {
      best = new TopTokens(bestWanted);
      rawTop = new TopTokens(rawWanted);
    }
    masses = new StripeMasses(stripes);
  }

  HeadQuery query() {
    return query;
  }

  /** What is wanted of the adjusted logits; only of rows that draw. */
  HeadQuery.Draw draw() {
    return query.draw().orElseThrow();
  }

  /** Whether some logits change before the draw. */
  boolean adjusts() {
    return query.draw().isPresent() && !draw().adjustments().isEmpty();
  }

  /** The draw that is wanted of all adjusted logits. */
  Optional<HeadQuery.FilteredDraw> filtered() {
    return query.draw().flatMap(HeadQuery.Draw::filtered);
  }

  boolean wantsMasses() {
    return query.draw().isPresent() && draw().masses();
  }

  /** Log-sum-exp of the raw logits. */
  float logSumExp() {
    return raw.value();
  }

  /** The best raw logits; the same object as {@link #best} if that is not adjusted. */
  TopTokens rawTop() {
    return rawTop;
  }

  /** The best adjusted logits, as many as were wanted or more. */
  TopTokens best() {
    return best;
  }

  /** How many of the best adjusted logits are wanted that are not found as raw ones already. */
  int ownBest() {
    return best == rawTop ? 0 : best.capacity();
  }

  /** What was drawn of all adjusted logits. */
  Drawn drawn() {
    return drawn;
  }

  /** The spread of the adjusted logits after the temperature. */
  StripeMasses masses() {
    return masses;
  }

  /** The raw logit of the query's target. */
  float targetLogit() {
    return targetLogit;
  }

  /** Why the row is of no use, or empty if it is fine. */
  Optional<String> flaw() {
    return flaw;
  }

  /** How many of the best of a stripe are wanted at most. */
  int mostPerStripe() {
    return Math.max(rawTop.capacity(), best.capacity());
  }

  void addRaw(float maximum, float sum) {
    note(maximum);
    raw.add(maximum, sum);
  }

  void setMass(Stripe stripe, float maximum, float sum) {
    note(maximum);
    masses.set(stripe.number(), maximum, sum);
  }

  void setTargetLogit(float logit) {
    note(logit);
    targetLogit = logit;
  }

  void mergeRaw(Stripe stripe, StripeBest found) {
    note(found.value(0));
    rawTop.merge(found, stripe.start());
  }

  void mergeBest(Stripe stripe, StripeBest found) {
    note(found.value(0));
    best.merge(found, stripe.start());
  }

  /** Takes what was drawn, or that nothing can be. */
  void setDrawn(int id, float logit) {
    note(logit);
    drawn = new Drawn(id, logit);
  }

  /** Looks at the largest of some logits: NaN ranks above all, and it or infinity spoils a row. */
  private void note(float largest) {
    if (!(largest <= Float.MAX_VALUE)) {
      flaw =
          Optional.of(
              "logits are not finite (%s found); the model file may be damaged, or its values leave"
                      .formatted(largest)
                  + " the range of 32-bit floats");
    }
  }
}
