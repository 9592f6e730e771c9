package io.millrace.cache;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The cache blocks of one sequence, in the order of its positions. The first ones may have been
 * given back; their numbers stay in the table and mean nothing. One thread's.
 */
public final class BlockTable {

  private final BlockPool pool;
  private int[] blocks = new int[8];
  private int first;
  private int size;

  /** Makes an empty table whose blocks come from, and return to, this pool. */
  public BlockTable(BlockPool pool) {
    this.pool = pool;
  }

  /** The blocks in order; a copy. */
  public int[] blocks() {
    return Arrays.copyOf(blocks, size);
  }

  /** The block at a place. */
  public int block(int index) {
    return blocks[index];
  }

  /** How many there are, those given back included. */
  public int size() {
    return size;
  }

  /** The first place whose block is still held. */
  public int first() {
    return first;
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

  /** Appends a block that another table holds or the pool keeps, as a further holder of it. */
  public void append(int sharedBlock) {
    pool.share(sharedBlock);
    add(sharedBlock);
  }

  /** Appends a place whose block is of no use any more. */
  public void skip() {
    if (first < size) {
      throw new IllegalStateException(
          "cache: %d blocks are held, expected none before one is skipped".formatted(size - first));
    }
    add(0);
    first = size;
  }

  /** Whether others hold the block at a place too. */
  public boolean isShared(int index) {
    return pool.holders(blocks[index]) > 1;
  }

  /**
   * Puts a block of the table's own in the place of one that others hold too; the caller copies its
   * content.
   *
   * @return the new block, or empty if the pool has none
   */
  public OptionalInt replace(int index) {
    OptionalInt own = pool.take();
    if (own.isPresent()) {
      pool.give(blocks[index]);
      blocks[index] = own.getAsInt();
    }
    return own;
  }

  /** Keeps the block at a place after it was given back, as long as the pool can spare it. */
  public void keep(int index) {
    pool.keep(blocks[index]);
  }

  /** Gives the blocks before a place back. */
  public void releaseBefore(int index) {
    for (; first < Math.min(index, size); first++) {
      pool.give(blocks[first]);
    }
  }

  /** Gives all blocks back, the last ones first, and is empty again. */
  public void release() {
    while (size > first) {
      pool.give(blocks[--size]);
    }
    first = 0;
    size = 0;
  }

  private void add(int block) {
    if (size == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * size);
    }
    blocks[size++] = block;
  }
}
