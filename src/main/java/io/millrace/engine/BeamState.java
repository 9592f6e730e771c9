package io.millrace.engine;

import io.millrace.decoding.SequenceSampling;
import java.util.Optional;

/**
 * What a beam hands on to one that goes on from it.
 *
 * @param tokens so far
 * @param computed how many of them are in the cache
 * @param furthest how many of them ever were
 * @param blocks a share of its blocks, which the receiver gives back; empty if it was preempted
 * @param sampling its own
 */
record BeamState(
    int[] tokens,
    int computed,
    int furthest,
    Optional<SequenceBlocks> blocks,
    SequenceSampling sampling) {}
