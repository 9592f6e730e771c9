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
    long publishNanos) {

  /** Sequences in a step on average; 0 before the first step. */
  public double meanOccupancy() {
    return steps == 0 ? 0 : (double) sequenceSteps / steps;
  }
}
