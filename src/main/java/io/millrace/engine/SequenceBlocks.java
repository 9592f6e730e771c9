package io.millrace.engine;

import io.millrace.cache.BlockTable;
import io.millrace.cache.PrefixIndex;
import io.millrace.cache.PrefixNode;
import io.millrace.engine.StepPlan.BlockCopy;
import io.millrace.engine.StepPlan.FreshBlock;
import io.millrace.kernel.BlockLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cache blocks of a running sequence in every kind of layer.
 *
 * <p>It shares what was found of its tokens, promises the full blocks it will compute, makes each
 * of them findable once it is computed, and gives blocks behind the window of their layers back. It
 * holds the blocks of its source from the beginning to the end, with those that fork from it.
 */
final class SequenceBlocks {

  private static final int[] NONE = {};

  private final CacheBlocks cache;
  private final List<BlockTable> tables;
  private final Optional<BlockTable> source;
  private final List<PrefixNode> chain = new ArrayList<>(); // of full blocks: found, then promised
  private int published; // how many of the chain are computed

  private SequenceBlocks(CacheBlocks cache) {
    this.cache = cache;
    this.tables = cache.tables();
    this.source = cache.sources().map(BlockTable::new);
  }

  /** Takes over what was found, and promises the rest of the sequence's full blocks. */
  static SequenceBlocks start(CacheBlocks cache, CachedPrefix found, Sequence sequence) {
    SequenceBlocks blocks = new SequenceBlocks(cache);
    for (int i = 0; i < found.blocks(); i++) {
      PrefixNode node = found.nodes().get(i);
      blocks.chain.add(node);
      for (int kind = 0; kind < blocks.tables.size(); kind++) {
        BlockTable table = blocks.tables.get(kind);
        if (i < cache.kinds().get(kind).firstSeen(found.positions())) {
          table.skip();
        } else {
          table.append(node.block(kind).orElseThrow());
        }
      }
    }
    blocks.published = found.blocks();
    blocks.source.ifPresent(table -> takeSource(table, sequence));
    cache.index().ifPresent(index -> blocks.promise(index, sequence));
    return blocks;
  }

  /** Takes blocks for the source, or those that another beam holds already. */
  private static void takeSource(BlockTable table, Sequence sequence) {
    for (int block : sequence.sharedSource()) {
      table.append(block);
    }
    table.growTo(LayerKind.blocksFor(sequence.request().source().length));
  }

  private void promise(PrefixIndex index, Sequence sequence) {
    for (int end = end(chain.size()); end <= sequence.wanted(); end += BlockLayout.POSITIONS) {
      PrefixNode node = node(index, sequence.tokens(), end);
      index.promise(node);
      chain.add(node);
    }
  }

  /** Whether the next rows can have their blocks now. */
  boolean fits(int position, int count) {
    for (int kind = 0; kind < tables.size(); kind++) {
      if (missing(kind, position, count) > cache.pool(kind).free()) {
        return false;
      }
    }
    return true;
  }

  /** Blocks it holds of a kind. */
  int held(int kind) {
    return tables.get(kind).size() - tables.get(kind).first();
  }

  /** Blocks that are still to be taken of a kind for the next rows. */
  int missing(int kind, int position, int count) {
    int grown = LayerKind.blocksFor((long) position + count) - tables.get(kind).size();
    return Math.max(0, grown) + (isSharedAt(kind, position) ? 1 : 0);
  }

  private boolean isSharedAt(int kind, int position) {
    int index = position / BlockLayout.POSITIONS;
    return index < tables.get(kind).size() && tables.get(kind).isShared(index);
  }

  /** Takes the blocks of the next rows, which must fit. */
  void extend(int position, int count, List<FreshBlock> fresh, List<BlockCopy> copies) {
    for (int kind = 0; kind < tables.size(); kind++) {
      BlockTable table = tables.get(kind);
      if (isSharedAt(kind, position)) {
        int index = position / BlockLayout.POSITIONS;
        int from = table.block(index);
        copies.add(new BlockCopy(kind, from, table.replace(index).orElseThrow()));
      }
      for (int block : table.growTo(LayerKind.blocksFor((long) position + count))) {
        fresh.add(new FreshBlock(kind, block));
      }
    }
  }

  /** The block tables, by kind; copies. */
  List<int[]> numbers() {
    return tables.stream().map(BlockTable::blocks).toList();
  }

  /** The blocks of the source, none if there is none; a copy. */
  int[] sourceNumbers() {
    return source.map(BlockTable::blocks).orElse(NONE);
  }

  /** Takes note that the first tokens are computed. */
  void advance(int[] tokens, int computed) {
    cache.index().ifPresent(index -> publish(index, tokens, computed));
    for (int kind = 0; kind < tables.size(); kind++) {
      tables.get(kind).releaseBefore(cache.kinds().get(kind).firstSeen(computed));
    }
  }

  private void publish(PrefixIndex index, int[] tokens, int computed) {
    while (end(published) <= computed) {
      if (published == chain.size()) {
        chain.add(node(index, tokens, end(published)));
        index.promise(chain.get(published));
      }
      PrefixNode node = chain.get(published);
      for (int kind = 0; kind < tables.size(); kind++) {
        BlockTable table = tables.get(kind);
        if (published >= table.first() && index.offer(node, kind, table.block(published))) {
          table.keep(published);
        }
      }
      index.endPromise(node);
      published++;
    }
  }

  /** The same blocks for a second sequence with the same source and the same tokens so far. */
  SequenceBlocks fork() {
    SequenceBlocks fork = new SequenceBlocks(cache);
    for (int block : sourceNumbers()) {
      fork.source.orElseThrow().append(block);
    }
    for (int kind = 0; kind < tables.size(); kind++) {
      BlockTable table = tables.get(kind);
      for (int i = 0; i < table.size(); i++) {
        if (i < table.first()) {
          fork.tables.get(kind).skip();
        } else {
          fork.tables.get(kind).append(table.block(i));
        }
      }
    }
    fork.chain.addAll(chain.subList(0, published));
    fork.published = published;
    return fork;
  }

  /** Gives all blocks back. */
  void release() {
    cache
        .index()
        .ifPresent(index -> chain.subList(published, chain.size()).forEach(index::endPromise));
    tables.forEach(BlockTable::release);
    source.ifPresent(BlockTable::release);
  }

  /** Where the full block with this number ends. */
  private static int end(int number) {
    return (number + 1) * BlockLayout.POSITIONS;
  }

  /** The node of the full block that ends here and comes next in the chain. */
  private PrefixNode node(PrefixIndex index, int[] tokens, int end) {
    PrefixNode parent = chain.isEmpty() ? index.root() : chain.get(chain.size() - 1);
    return index.findOrAdd(parent, tokens, end - BlockLayout.POSITIONS);
  }
}
