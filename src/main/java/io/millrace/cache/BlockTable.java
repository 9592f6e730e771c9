package io.millrace.cache;

import java.util.Arrays;

/** The cache blocks of one sequence, in the order of its positions. One thread's. */
public final class BlockTable {

  private final BlockPool pool;
  private int[] blocks = new int[8];
  private int size;

  /** Makes an empty table whose blocks come from, and return to, this pool. */
  public BlockTable(BlockPool pool) {
    this.pool = pool;
  }

  /** The blocks in order; a copy. */
  public int[] blocks() {
    return Arrays.copyOf(blocks, size);
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /**
   * Takes blocks from the pool until there are {@code count} or more.
   *
   * @return the blocks taken now, in order, which the caller zeroes before use
   * @throws IllegalStateException if the pool has too few; ask {@link #canGrowTo} first
   */
  public int[] growTo(int count) {
    if (!canGrowTo(count)) {
      throw new IllegalStateException(
          "cache: %d blocks wanted, %d held and %d free; free some first"
              .formatted(count, size, pool.free()));
    }
    int before = size;
    while (size < count) {
      add(pool.take().orElseThrow());
    }
    return Arrays.copyOfRange(blocks, before, size);
  }

  /** Whether the pool has what is missing to {@code count} blocks. */
  public boolean canGrowTo(int count) {
    return count - size <= pool.free();
  }

  /** Appends a block that another table holds too, as a further holder of it. */
  public void append(int sharedBlock) {
    pool.share(sharedBlock);
    add(sharedBlock);
  }

  /** Gives all blocks back and is empty again. */
  public void release() {
    for (int i = 0; i < size; i++) {
      pool.give(blocks[i]);
    }
    size = 0;
  }

  private void add(int block) {
    if (size == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * size);
    }
    blocks[size++] = block;
  }
}
