package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.DataType;
import java.util.Optional;

/**
 * The limits an encoder engine works within.
 *
 * @param workers steps that run at once; default 1
 * @param batchTokens tokens of a step at most, but for a single text that is longer; default 1024
 *     for one worker, 128 for each of several
 * @param cacheBytes memory for keys and values at most, but for a single text of each worker that
 *     needs more; default 512 MiB
 * @param cacheType how keys and values are kept within a step, one of {@link BlockLayout#TYPES};
 *     default empty, which leaves it to the network
 */
public record EncoderOptions(
    int workers, int batchTokens, long cacheBytes, Optional<DataType> cacheType) {

  private static final int TOKENS_ALONE = 1024;

  /**
   * Enough rows for products to run at full speed, few enough that a step's activations stay in the
   * cache of the core.
   */
  private static final int TOKENS_EACH = 128;

  private static final long CACHE_BYTES = 512L << 20;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EncoderOptions {
    if (workers < 1 || batchTokens < 1 || cacheBytes < 1) {
      throw new IllegalArgumentException(
          "engine: %d workers, %d batch_tokens and %d bytes of cache, expected 1 and more"
              .formatted(workers, batchTokens, cacheBytes));
    }
    if (cacheType.isPresent() && !BlockLayout.TYPES.contains(cacheType.get())) {
      throw new IllegalArgumentException(
          "engine: cache_type is " + cacheType.get() + ", expected one of " + BlockLayout.TYPES);
    }
  }

  /** Everything at its default. */
  public static EncoderOptions defaults() {
    return forWorkers(1);
  }

  /** The defaults of so many workers. */
  public static EncoderOptions forWorkers(int workers) {
    int batchTokens = workers == 1 ? TOKENS_ALONE : TOKENS_EACH;
    return new EncoderOptions(workers, batchTokens, CACHE_BYTES, Optional.empty());
  }

  public EncoderOptions withBatchTokens(int value) {
    return new EncoderOptions(workers, value, cacheBytes, cacheType);
  }

  public EncoderOptions withCacheBytes(long value) {
    return new EncoderOptions(workers, batchTokens, value, cacheType);
  }

  public EncoderOptions withCacheType(DataType value) {
    return new EncoderOptions(workers, batchTokens, cacheBytes, Optional.of(value));
  }
}
