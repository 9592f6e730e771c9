package io.millrace;

import java.time.Duration;

/**
 * What a model has done since it was opened, at one moment.
 *
 * @param steps passes through the network
 * @param promptTokens prompt tokens computed
 * @param cachedTokens prompt tokens found in the cache and not computed
 * @param recomputedTokens tokens computed again after a preemption
 * @param generatedTokens tokens generated
 * @param finished sequences that ended well; a request has one for each continuation
 * @param failed sequences that failed, were cancelled or ran out of time
 * @param preemptions how often a sequence gave its cache up for an older one
 * @param running sequences in the cache now
 * @param waiting sequences that wait for room now
 * @param peakRunning most sequences that ran together
 * @param meanOccupancy sequences in a step on average
 * @param cacheUse share of the cache held by running sequences at most so far, 0 to 1
 * @param queued mean time from being submitted to the first step
 * @param firstToken mean time from being submitted to the first token
 * @param plan time spent on planning
 * @param forward time spent in the network
 * @param head time spent on making logits
 * @param sample time spent on choosing tokens
 * @param publish time spent on handing tokens out
 */
public record ModelMetrics(
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
    double meanOccupancy,
    double cacheUse,
    Duration queued,
    Duration firstToken,
    Duration plan,
    Duration forward,
    Duration head,
    Duration sample,
    Duration publish) {}
