package io.millrace.decoding;

import java.util.Optional;

/** What the head found out about one row of logits. */
final class RowScores {

  private final HeadQuery query;
  private final LogSumExp raw = new LogSumExp();
  private final TopTokens rawTop;
  private final TopTokens drawTop;
  private final StripeMasses masses;
  private float targetLogit = Float.NaN;
  private Optional<String> flaw = Optional.empty();

  RowScores(HeadQuery query, int stripes) {
    this.query = query;
    int rawWanted = Math.max(0, query.logprobs());
    int drawWanted = query.draw().map(HeadQuery.Draw::top).orElse(0);
    int drawPerStripe = query.draw().map(HeadQuery.Draw::topPerStripe).orElse(0);
    boolean shared = drawWanted > 0 && query.draw().get().adjustments().isEmpty();
    if (shared) {
      drawTop = new TopTokens(Math.max(rawWanted, drawWanted), Math.max(rawWanted, drawPerStripe));
      rawTop = drawTop;
    } else {
      drawTop = new TopTokens(drawWanted, drawPerStripe);
      rawTop = new TopTokens(rawWanted, rawWanted);
    }
    masses = new StripeMasses(stripes);
  }

  HeadQuery query() {
    return query;
  }

  /** Log-sum-exp of the raw logits. */
  LogSumExp raw() {
    return raw;
  }

  /** The best raw logits; the same object as {@link #drawTop} if nothing is adjusted. */
  TopTokens rawTop() {
    return rawTop;
  }

  /** The best adjusted logits, before the temperature. */
  TopTokens drawTop() {
    return drawTop;
  }

  /** The spread of the adjusted logits after the temperature. */
  StripeMasses masses() {
    return masses;
  }

  /** The raw logit of the query's target. */
  float targetLogit() {
    return targetLogit;
  }

  void setTargetLogit(float logit) {
    targetLogit = logit;
    note(logit);
  }

  /** Looks at a maximum of a stripe: a NaN or an infinity spoils the row. */
  void note(float maximum) {
    if (!(maximum <= Float.MAX_VALUE)) {
      flaw =
          Optional.of(
              "logits are not finite (%s found); the model file may be damaged, or its values leave"
                      .formatted(maximum)
                  + " the range of 32-bit floats");
    }
  }

  /** Why the row is of no use, or empty if it is fine. */
  Optional<String> flaw() {
    return flaw;
  }
}
