package io.millrace.engine;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The scheduler under random loads: lengths, beginnings in common, families, cancels, caches. */
class SchedulerPropertyTest {

  @Property(tries = 200)
  void keepsItsPromisesUnderAnyLoad(
      @ForAll @IntRange(min = 1, max = 12) int maxSequences,
      @ForAll @IntRange(min = 1, max = 150) int batchTokens,
      @ForAll @IntRange(min = 1, max = 20) int blocks,
      @ForAll @IntRange(min = 1, max = 40) int arrivals,
      @ForAll @LongRange(min = 0) long seed) {
    new SchedulerLoad(maxSequences, batchTokens, blocks, new Random(seed)).run(arrivals);
  }

  /** Mostly searches, as large as the cache allows, so that beams are crowded out. */
  @Property(tries = 100)
  void beamsGetOnInACrowdedCache(
      @ForAll @IntRange(min = 3, max = 12) int maxSequences,
      @ForAll @IntRange(min = 12, max = 150) int batchTokens,
      @ForAll @IntRange(min = 8, max = 30) int blocks,
      @ForAll @IntRange(min = 3, max = 12) int arrivals,
      @ForAll @LongRange(min = 0) long seed) {
    new SchedulerLoad(maxSequences, batchTokens, blocks, new Random(seed)).crowded().run(arrivals);
  }
}
