package io.millrace.engine;

/**
 * What an engine has done since it was made, at one moment.
 *
 * @param steps forward passes
 * @param promptTokens prompt rows computed
 * @param cachedTokens prompt tokens found in the cache and not computed
 * @param recomputedTokens rows computed again after a preemption
 * @param generatedTokens tokens shown to listeners
 * @param finished sequences that ended well
 * @param failed sequences that failed, were cancelled or ran out of time
 * @param preemptions how often a sequence gave its blocks up for an older one
 * @param running sequences that hold cache blocks now
 * @param waiting sequences that wait to be admitted now
 * @param peakRunning most sequences that ran together
 * @param sequenceSteps sum over steps of the sequences in each; divided by {@code steps}, the mean
 *     occupancy
 * @param cacheUse share of the blocks that running sequences hold now, 0 to 1; of the kind of
 *     layers with the largest
 * @param peakCacheUse the largest {@code cacheUse} so far
 * @param started sequences that began to run, without those that continue a prompt with another one
 * @param queueNanos sum over these of the time from being submitted to their first step
 * @param firstTokens sequences that showed a first token
 * @param firstTokenNanos sum over these of the time from being submitted to that token
 * @param planNanos time spent on planning
 * @param forwardNanos time spent in the network
 * @param headNanos time spent on making logits
 * @param sampleNanos time spent on choosing tokens
 * @param publishNanos time spent in listeners
 */
public record EngineMetrics(
    long steps,
    long promptTokens,
    long cachedTokens,
    long recomputedTokens,
    long generatedTokens,
    long finished,
    long failed,
    long preemptions,
    int running,
    int waiting,
    int peakRunning,
    long sequenceSteps,
    double cacheUse,
    double peakCacheUse,
    long started,
    long queueNanos,
    long firstTokens,
    long firstTokenNanos,
    long planNanos,
    long forwardNanos,
    long headNanos,
    long sampleNanos,
    long publishNanos) {

  /** Sequences in a step on average; 0 before the first step. */
  public double meanOccupancy() {
    return steps == 0 ? 0 : (double) sequenceSteps / steps;
  }
}
