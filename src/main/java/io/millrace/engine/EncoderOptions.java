package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.DataType;
import java.util.Optional;

/**
 * The limits an encoder engine works within.
 *
 * @param batchTokens tokens of a step at most, but for a single text that is longer; default 1024
 * @param cacheBytes memory for keys and values at most, but for a single text that needs more;
 *     default 512 MiB
 * @param cacheType how keys and values are kept within a step, one of {@link BlockLayout#TYPES};
 *     default empty, which leaves it to the network
 */
public record EncoderOptions(int batchTokens, long cacheBytes, Optional<DataType> cacheType) {

  private static final EncoderOptions DEFAULTS =
      new EncoderOptions(1024, 512L << 20, Optional.empty());

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EncoderOptions {
    if (batchTokens < 1 || cacheBytes < 1) {
      throw new IllegalArgumentException(
          "engine: %d batch_tokens and %d bytes of cache, expected 1 and more"
              .formatted(batchTokens, cacheBytes));
    }
    if (cacheType.isPresent() && !BlockLayout.TYPES.contains(cacheType.get())) {
      throw new IllegalArgumentException(
          "engine: cache_type is " + cacheType.get() + ", expected one of " + BlockLayout.TYPES);
    }
  }

  public static EncoderOptions defaults() {
    return DEFAULTS;
  }

  public EncoderOptions withBatchTokens(int value) {
    return new EncoderOptions(value, cacheBytes, cacheType);
  }

  public EncoderOptions withCacheBytes(long value) {
    return new EncoderOptions(batchTokens, value, cacheType);
  }

  public EncoderOptions withCacheType(DataType value) {
    return new EncoderOptions(batchTokens, cacheBytes, Optional.of(value));
  }
}
