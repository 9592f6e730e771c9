package io.millrace.bench;

/** How much time a measurement of one op takes. */
public enum Pace {
  /** For figures: the median of five rounds. */
  THOROUGH(5, 0.02, 0.25),
  /** To see that all is well: one short round. */
  QUICK(1, 0.002, 0.1);

  private final int rounds;
  private final double sample;
  private final double longest;

  Pace(int rounds, double sample, double longest) {
    this.rounds = rounds;
    this.sample = sample;
    this.longest = longest;
  }

  /** How often the implementations are timed in turn. */
  int rounds() {
    return rounds;
  }

  /** Seconds of one sample at least. */
  double sample() {
    return sample;
  }

  /** Seconds of one run at most, about; slower implementations get fewer rows. */
  double longest() {
    return longest;
  }
}
