package io.millrace.bench;

/**
 * How fast a model reads and writes a full batch of short requests: by {@link ModelBench}'s method.
 *
 * @param batch the requests
 * @param readingSeconds of the requests for one token
 * @param bothSeconds of the same with the batch's tokens more
 */
record BatchRates(BatchPlan.Batch batch, double readingSeconds, double bothSeconds) {

  /** Prompt tokens a second over all sequences. */
  double read() {
    return batch.sequences() * batch.prompt() / readingSeconds;
  }

  /** Tokens written a second over all sequences, or NaN where noise hid it. */
  double written() {
    double seconds = bothSeconds - readingSeconds;
    return seconds > 0 ? batch.sequences() * batch.generated() / seconds : Double.NaN;
  }

  /** Seconds that so many tokens would take in full batches of short requests. */
  double perfectSeconds(long promptTokens, long generatedTokens) {
    return promptTokens / read() + generatedTokens / written();
  }

  /** What was measured before and after something, as one. */
  static BatchRates between(BatchRates before, BatchRates after) {
    return new BatchRates(
        before.batch,
        (before.readingSeconds + after.readingSeconds) / 2,
        (before.bothSeconds + after.bothSeconds) / 2);
  }
}
