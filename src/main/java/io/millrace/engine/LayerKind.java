package io.millrace.engine;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BlockLayout;

/**
 * Layers whose cache blocks are taken and freed together, because they see equally far back.
 *
 * @param window positions a query sees, itself included, or {@link AttentionSpec#NO_WINDOW}
 * @param blocks blocks there are of this kind
 */
record LayerKind(int window, int blocks) {

  /** Blocks that so many positions take. */
  static int blocksFor(long positions) {
    return (int) ((positions + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS);
  }

  /** Blocks that a sequence of so many positions holds at once, at most. */
  static int mostBlocks(int window, long positions, int batchTokens) {
    long seen = window == AttentionSpec.NO_WINDOW ? positions : (long) window + batchTokens;
    return (int) Math.min(blocksFor(positions), blocksFor(seen) + 1L);
  }

  /** The first block that a query at a position, or a later one, sees. */
  int firstSeen(int position) {
    return Math.max(0, position - window + 1) / BlockLayout.POSITIONS;
  }

  /** Positions of the longest sequence there are blocks for. */
  long mostPositions(int batchTokens) {
    boolean endless = mostBlocks(window, Long.MAX_VALUE / 2, batchTokens) <= blocks;
    return endless && window != AttentionSpec.NO_WINDOW
        ? Long.MAX_VALUE
        : (long) blocks * BlockLayout.POSITIONS;
  }
}
