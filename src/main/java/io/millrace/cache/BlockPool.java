package io.millrace.cache;

import java.util.OptionalInt;

/**
 * Which blocks of a cache are free, and how many holders each of the others has.
 *
 * <p>The block given back last is taken first. One thread's.
 */
public final class BlockPool {

  private final int[] holders;
  private final int[] freeBlocks;
  private int free;

  /**
   * Makes a pool of free blocks.
   *
   * @param blocks how many, at least 1
   */
  public BlockPool(int blocks) {
    if (blocks < 1) {
      throw new IllegalArgumentException("cache: " + blocks + " blocks, expected 1 or more");
    }
    holders = new int[blocks];
    freeBlocks = new int[blocks];
    for (int i = 0; i < blocks; i++) {
      freeBlocks[i] = blocks - 1 - i;
    }
    free = blocks;
  }

  /** Blocks in all. */
  public int blocks() {
    return holders.length;
  }

  /** Blocks nobody holds. */
  public int free() {
    return free;
  }

  /** Takes a free block, with one holder from now on; empty if none is free. */
  public OptionalInt take() {
    if (free == 0) {
      return OptionalInt.empty();
    }
    int block = freeBlocks[--free];
    holders[block] = 1;
    return OptionalInt.of(block);
  }

  /** Adds a holder to a held block. */
  public void share(int block) {
    checkHeld(block);
    holders[block] = Math.addExact(holders[block], 1);
  }

  /** Removes a holder; the last one frees the block. */
  public void give(int block) {
    checkHeld(block);
    holders[block]--;
    if (holders[block] == 0) {
      freeBlocks[free++] = block;
    }
  }

  /** How many hold a block; 0 if it is free. */
  public int holders(int block) {
    return holders[block];
  }

  private void checkHeld(int block) {
    if (block < 0 || block >= holders.length || holders[block] == 0) {
      throw new IllegalArgumentException(
          "cache: block " + block + " is not held, expected one that was taken");
    }
  }
}
