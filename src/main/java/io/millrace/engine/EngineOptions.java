package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.DataType;
import java.util.Optional;

/**
 * The limits an engine works within.
 *
 * @param maxSequences sequences that run together at most; default 32, with sources 256
 * @param batchTokens rows of a step at most, prompts and new tokens together; default 256, with
 *     sources 1024
 * @param cacheBytes memory for keys and values at most; default 512 MiB
 * @param cacheType how keys and values are stored, one of {@link BlockLayout#TYPES}; default empty,
 *     which leaves it to the network
 * @param prefixCache whether full blocks are kept for prompts that begin alike; default on
 */
public record EngineOptions(
    int maxSequences,
    int batchTokens,
    long cacheBytes,
    Optional<DataType> cacheType,
    PrefixCache prefixCache) {

  /** Whether prompts that begin alike share what was computed of their beginning. */
  public enum PrefixCache {
    /** They do. */
    ON,
    /** Every prompt is computed whole. */
    OFF
  }

  private static final EngineOptions DEFAULTS =
      new EngineOptions(32, 256, 512L << 20, Optional.empty(), PrefixCache.ON);

  private static final EngineOptions SOURCE_DEFAULTS =
      DEFAULTS.withMaxSequences(256).withBatchTokens(1024);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EngineOptions {
    expect(maxSequences >= 1, "max_sequences is " + maxSequences + ", expected 1 and more");
    expect(batchTokens >= 1, "batch_tokens is " + batchTokens + ", expected 1 and more");
    expect(cacheBytes >= 1, "cache is " + cacheBytes + " bytes, expected 1 and more");
    expect(
        cacheType.isEmpty() || BlockLayout.TYPES.contains(cacheType.get()),
        "cache_type is " + cacheType + ", expected one of " + BlockLayout.TYPES);
  }

  public static EngineOptions defaults() {
    return DEFAULTS;
  }

  /** For networks that read sources: their sequences are short, and most of them are beams. */
  public static EngineOptions sourceDefaults() {
    return SOURCE_DEFAULTS;
  }

  public EngineOptions withMaxSequences(int value) {
    return new EngineOptions(value, batchTokens, cacheBytes, cacheType, prefixCache);
  }

  public EngineOptions withBatchTokens(int value) {
    return new EngineOptions(maxSequences, value, cacheBytes, cacheType, prefixCache);
  }

  public EngineOptions withCacheBytes(long value) {
    return new EngineOptions(maxSequences, batchTokens, value, cacheType, prefixCache);
  }

  public EngineOptions withCacheType(DataType value) {
    return new EngineOptions(
        maxSequences, batchTokens, cacheBytes, Optional.of(value), prefixCache);
  }

  public EngineOptions withPrefixCache(PrefixCache value) {
    return new EngineOptions(maxSequences, batchTokens, cacheBytes, cacheType, value);
  }

  private static void expect(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("engine: " + message);
    }
  }
}
