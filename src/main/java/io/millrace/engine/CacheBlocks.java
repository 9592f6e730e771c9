package io.millrace.engine;

import io.millrace.cache.BlockPool;
import io.millrace.cache.BlockTable;
import io.millrace.cache.PrefixIndex;
import io.millrace.cache.PrefixNode;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.kernel.BlockLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The blocks of a cache, by kind of layer, and which of them hold the beginnings of prompts. */
final class CacheBlocks {

  private final List<LayerKind> kinds;
  private final List<BlockPool> pools = new ArrayList<>();
  private final Optional<PrefixIndex> index;
  private final Optional<BlockPool> sources;

  CacheBlocks(List<LayerKind> kinds, PrefixCache prefixCache) {
    this(kinds, OptionalInt.empty(), prefixCache);
  }

  /**
   * @param sourceBlocks blocks for sources, if the network reads them; the beginnings of prompts
   *     are not kept then, as they differ with the source
   */
  CacheBlocks(List<LayerKind> kinds, OptionalInt sourceBlocks, PrefixCache prefixCache) {
    this.kinds = List.copyOf(kinds);
    sources = sourceBlocks.stream().mapToObj(BlockPool::new).findFirst();
    int[] blocks = kinds.stream().mapToInt(LayerKind::blocks).toArray();
    index =
        prefixCache == PrefixCache.ON && sourceBlocks.isEmpty()
            ? Optional.of(new PrefixIndex(BlockLayout.POSITIONS, blocks))
            : Optional.empty();
    for (int i = 0; i < blocks.length; i++) {
      int kind = i;
      pools.add(new BlockPool(blocks[i], block -> index.orElseThrow().forget(kind, block)));
    }
  }

  List<LayerKind> kinds() {
    return kinds;
  }

  BlockPool pool(int kind) {
    return pools.get(kind);
  }

  /** Blocks of sources, if there are any. */
  Optional<BlockPool> sources() {
    return sources;
  }

  /** Whether a source of so many tokens finds room now. */
  boolean hasRoomForSource(int length) {
    return sources.map(BlockPool::free).orElse(0) >= LayerKind.blocksFor(length);
  }

  /** Finds blocks by their tokens; empty if prefixes are not kept. */
  Optional<PrefixIndex> index() {
    return index;
  }

  /** An empty table for each kind. */
  List<BlockTable> tables() {
    return pools.stream().map(BlockTable::new).toList();
  }

  /** Blocks that sequences hold, of the kind that has the largest share held. */
  double use() {
    return Stream.concat(pools.stream(), sources.stream())
        .mapToDouble(pool -> 1 - (double) pool.free() / pool.blocks())
        .max()
        .orElseThrow();
  }

  /** Looks up what is there of a sequence's tokens. */
  CachedPrefix find(Sequence sequence) {
    if (index.isEmpty() || sequence.scoresLeft() > 0) {
      return CachedPrefix.NONE; // scores need the hidden states, which are not kept
    }
    int length = sequence.wanted();
    List<PrefixNode> nodes = nodes(sequence.tokens(), length);
    int blocks = usable(nodes, length);
    boolean coming = blocks < nodes.size() && nodes.get(blocks).isPromised();
    int positions = Math.max(0, Math.min(blocks * BlockLayout.POSITIONS, length - 1));
    return new CachedPrefix(nodes, blocks, positions, coming);
  }

  private List<PrefixNode> nodes(int[] tokens, int length) {
    List<PrefixNode> nodes = new ArrayList<>();
    PrefixNode node = index.orElseThrow().root();
    for (int end = BlockLayout.POSITIONS; end <= length; end += BlockLayout.POSITIONS) {
      Optional<PrefixNode> next =
          index.orElseThrow().find(node, tokens, end - BlockLayout.POSITIONS);
      if (next.isEmpty()) {
        break;
      }
      node = next.get();
      nodes.add(node);
    }
    return nodes;
  }

  /** The longest run of blocks from the first on whose last query finds all that it sees. */
  private int usable(List<PrefixNode> nodes, int length) {
    int count = nodes.size();
    while (count > 0) {
      int missing = lastMissing(nodes, count, length);
      if (missing < 0) {
        return count;
      }
      count = missing;
    }
    return 0;
  }

  /** The last block that is missing of those a query behind {@code count} blocks sees, or -1. */
  private int lastMissing(List<PrefixNode> nodes, int count, int length) {
    int query = Math.min(count * BlockLayout.POSITIONS, length - 1);
    int last = -1;
    for (int kind = 0; kind < kinds.size(); kind++) {
      int first = kinds.get(kind).firstSeen(query);
      for (int i = count - 1; i >= Math.max(first, last + 1); i--) {
        if (nodes.get(i).block(kind).isEmpty()) {
          last = i;
          break;
        }
      }
    }
    return last;
  }
}
