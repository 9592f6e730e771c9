package io.millrace.engine;

import io.millrace.cache.PrefixNode;
import io.millrace.kernel.BlockLayout;
import java.util.List;

/**
 * How much of a sequence's tokens the cache holds already.
 *
 * @param nodes the full blocks found, in order, usable ones first
 * @param blocks how many of these can be used
 * @param positions tokens that need not be computed; one less than the sequence has at most
 * @param isComing whether a running sequence is about to compute the next block
 */
record CachedPrefix(List<PrefixNode> nodes, int blocks, int positions, boolean isComing) {

  /** Blocks of a kind that running sequences hold, so that sharing them takes no free one. */
  int held(int kind, CacheBlocks cache) {
    int held = 0;
    for (int i = cache.kinds().get(kind).firstSeen(positions); i < blocks; i++) {
      held += cache.pool(kind).holders(nodes.get(i).block(kind).orElseThrow()) > 0 ? 1 : 0;
    }
    return held;
  }

  /** Whether the last block is shared and written: the last token is computed once more. */
  boolean rewritesLast() {
    return positions < blocks * BlockLayout.POSITIONS;
  }

  static final CachedPrefix NONE = new CachedPrefix(List.of(), 0, 0, false);
}
