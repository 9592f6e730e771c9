package io.millrace.decoding;

import java.util.Optional;

/** What the head found out about one row of logits. */
final class RowScores {

  private final HeadQuery query;
  private final LogSumExp raw = new LogSumExp();
  private final TopTokens rawTop;
  private final TopTokens best;
  private final StripeCandidates candidates;
  private final StripeMasses masses;
  private float targetLogit = Float.NaN;
  private Optional<String> flaw = Optional.empty();

  RowScores(HeadQuery query, int stripes) {
    this.query = query;
    boolean wantsBest = query.draw().map(HeadQuery.Draw::best).orElse(false);
    int rawWanted = Math.max(0, query.logprobs());
    if (wantsBest && query.draw().get().adjustments().isEmpty()) {
      best = new TopTokens(Math.max(1, rawWanted));
      rawTop = best;
    } else {
      best = new TopTokens(wantsBest ? 1 : 0);
      rawTop = new TopTokens(rawWanted);
    }
    candidates =
        new StripeCandidates(stripes, query.draw().map(HeadQuery.Draw::candidates).orElse(0));
    masses = new StripeMasses(stripes);
  }

  HeadQuery query() {
    return query;
  }

  /** Log-sum-exp of the raw logits. */
  LogSumExp raw() {
    return raw;
  }

  /** The best raw logits; the same object as {@link #best} if that is not adjusted. */
  TopTokens rawTop() {
    return rawTop;
  }

  /** The best adjusted logits, of which the first was wanted. */
  TopTokens best() {
    return best;
  }

  /** The best adjusted logits of each stripe, before the temperature. */
  StripeCandidates candidates() {
    return candidates;
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
