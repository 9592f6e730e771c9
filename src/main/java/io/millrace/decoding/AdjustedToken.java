package io.millrace.decoding;

/** What is known about a token whose logit may change. */
final class AdjustedToken {

  /** The place at which nothing is excluded. */
  static final int NOWHERE = -1;

  float bias;
  boolean inPrompt;
  boolean endToken;
  boolean suppressed;
  int generated;
  int excludedAt = NOWHERE;
  float raw;

  AdjustedToken() {}

  AdjustedToken(AdjustedToken from) {
    bias = from.bias;
    inPrompt = from.inPrompt;
    endToken = from.endToken;
    suppressed = from.suppressed;
    generated = from.generated;
    excludedAt = from.excludedAt;
    raw = from.raw;
  }

  /** A logit, or a log-probability, after bias and penalties. */
  float penalize(float logit, SamplingOptions options) {
    logit = logit + bias;
    if (inPrompt || generated > 0) {
      float penalty = options.repetitionPenalty();
      logit = logit > 0 ? logit / penalty : logit * penalty;
    }
    if (generated > 0) {
      logit = logit - options.presencePenalty();
      logit = logit - options.frequencyPenalty() * generated;
    }
    return logit;
  }
}
