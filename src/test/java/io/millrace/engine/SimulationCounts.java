package io.millrace.engine;

/**
 * What happened in a simulated job.
 *
 * @param steps run
 * @param sequenceSteps sum over steps of the sequences in each
 * @param ended sequences that came to their end
 * @param tokens of their prompts and answers
 * @param peakBlocks of the cache held at most
 * @param longestIdle most steps that the oldest sequence did not run
 * @param recomputedTokens computed again after a preemption
 * @param preemptions how often a sequence gave its blocks up
 */
record SimulationCounts(
    int steps,
    long sequenceSteps,
    int ended,
    long tokens,
    int peakBlocks,
    int longestIdle,
    long recomputedTokens,
    long preemptions) {

  static final SimulationCounts NONE = new SimulationCounts(0, 0, 0, 0, 0, 0, 0, 0);

  SimulationCounts withStep(StepPlan plan, long recomputed, int heldBlocks, int idle) {
    return new SimulationCounts(
        steps + 1,
        sequenceSteps + plan.slices().size(),
        ended,
        tokens,
        Math.max(peakBlocks, heldBlocks),
        Math.max(longestIdle, idle),
        recomputedTokens + recomputed,
        preemptions);
  }

  SimulationCounts withEnded(Sequence sequence) {
    return new SimulationCounts(
        steps,
        sequenceSteps,
        ended + 1,
        tokens + sequence.promptLength() + sequence.generated(),
        peakBlocks,
        longestIdle,
        recomputedTokens,
        preemptions);
  }

  SimulationCounts withPreemptions(long count) {
    return new SimulationCounts(
        steps, sequenceSteps, ended, tokens, peakBlocks, longestIdle, recomputedTokens, count);
  }

  /** Sequences in a step on average. */
  double occupancy() {
    return (double) sequenceSteps / steps;
  }
}
