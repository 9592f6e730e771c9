package io.millrace.kernel;

import io.millrace.tensor.Memory;

/**
 * The cache of one layer: blocks of {@link BlockLayout#blockBytes} back to back, found by number.
 *
 * @param layout how a block is laid out
 * @param memory all blocks, zeroed when made
 */
public record CacheLayer(BlockLayout layout, Memory memory) {

  /** Blocks there is room for. */
  public int blocks() {
    return (int) (memory.size() / layout.blockBytes());
  }
}
