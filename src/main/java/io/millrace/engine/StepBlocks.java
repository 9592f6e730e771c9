package io.millrace.engine;

import io.millrace.cache.KvStore;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Allocator;
import java.util.ArrayList;
import java.util.List;

/**
 * The cache blocks of one layer that hold the texts of a step, and are free again behind it.
 *
 * <p>Every layer writes the same places. So a block must be zeroed only if the step before used
 * more of its places than this one does.
 */
final class StepBlocks implements AutoCloseable {

  private final Allocator allocator;
  private final BlockLayout layout;
  private final int most;
  private KvStore store;
  private int[] used;

  /**
   * @param budget bytes that may be taken
   * @param least blocks that may be taken in any case
   */
  StepBlocks(Allocator allocator, BlockLayout layout, long budget, int least) {
    this.allocator = allocator;
    this.layout = layout;
    most = Math.max(least, KvStore.blocksWithin(new long[] {layout.blockBytes()}, budget));
    allocate(1);
  }

  private void allocate(int blocks) {
    store = new KvStore(allocator, new long[] {layout.blockBytes()}, blocks);
    used = new int[blocks];
  }

  /** Blocks that the texts of a step may need together. */
  int most() {
    return most;
  }

  CacheLayer layer() {
    return new CacheLayer(layout, store.layer(0));
  }

  /** Gives each text blocks; those of the step before are free. */
  List<BatchLayout.Sequence> place(List<EncoderText> texts) {
    int needed = texts.stream().mapToInt(EncoderText::blocks).sum();
    if (needed > store.blocks()) {
      KvStore small = store;
      allocate(Math.max(needed, Math.min(most, 2 * small.blocks()))); // keeps it if that fails
      small.close();
    }
    List<BatchLayout.Sequence> sequences = new ArrayList<>(texts.size());
    int next = 0;
    for (EncoderText text : texts) {
      int[] blocks = new int[text.blocks()];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = next++;
        use(blocks[i], Math.min(BlockLayout.POSITIONS, text.tokens() - i * BlockLayout.POSITIONS));
      }
      sequences.add(new BatchLayout.Sequence(text.tokens(), 0, blocks));
    }
    return sequences;
  }

  private void use(int block, int places) {
    if (used[block] > places) {
      store.zero(block);
    }
    used[block] = places;
  }

  @Override
  public void close() {
    store.close();
  }
}
