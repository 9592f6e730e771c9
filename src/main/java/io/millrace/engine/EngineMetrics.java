package io.millrace.engine;

/**
 * What an engine has done since it was made, at one moment.
 *
 * @param steps forward passes
 * @param promptTokens prompt rows computed
 * @param generatedTokens tokens shown to listeners
 * @param finished sequences that ended well
 * @param failed sequences that failed
 * @param running sequences that hold cache blocks now
 * @param waiting sequences that wait to be admitted now
 * @param peakRunning most sequences that ran together
 * @param sequenceSteps sum over steps of the sequences in each; divided by {@code steps}, the mean
 *     occupancy
 * @param cacheBlocks blocks of 64 positions the cache has
 * @param usedBlocks of these, held by running sequences now
 * @param planNanos time spent on planning
 * @param forwardNanos time spent in the network
 * @param sampleNanos time spent in the head and on choosing tokens
 * @param publishNanos time spent in listeners
 * @param cachedTokens prompt tokens found in the cache and not computed
 * @param recomputedTokens tokens computed again after a preemption
 * @param preemptions how often a sequence gave its blocks up for an older one
 * @param peakBlocks most blocks that running sequences held
 * @param started sequences that began to run
 * @param queueNanos sum over these of the time from being submitted to their first step
 * @param firstTokens sequences that showed a first token
 * @param firstTokenNanos sum over these of the time from being submitted to that token
 */
public record EngineMetrics(
    long steps,
    long promptTokens,
    long generatedTokens,
    long finished,
    long failed,
    int running,
    int waiting,
    int peakRunning,
    long sequenceSteps,
    int cacheBlocks,
    int usedBlocks,
    long planNanos,
    long forwardNanos,
    long sampleNanos,
    long publishNanos,
    long cachedTokens,
    long recomputedTokens,
    long preemptions,
    int peakBlocks,
    long started,
    long queueNanos,
    long firstTokens,
    long firstTokenNanos) {

  /** Share of the blocks that running sequences held at most, 0 to 1. */
  public double peakCacheUse() {
    return (double) peakBlocks / cacheBlocks;
  }

  /** Sequences in a step on average; 0 before the first step. */
  public double meanOccupancy() {
    return steps == 0 ? 0 : (double) sequenceSteps / steps;
  }
}
