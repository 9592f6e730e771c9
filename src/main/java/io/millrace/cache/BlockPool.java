package io.millrace.cache;

import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * Which blocks of a cache are free, and how many holders each of the others has.
 *
 * <p>A block whose content may be wanted again is kept: when its last holder gives it, it can still
 * be shared, until it is taken for something else because no other block is free; of those, the one
 * that was given first. Of other free blocks, the one given last is taken first. One thread's.
 */
public final class BlockPool {

  private final int[] holders;
  private final boolean[] kept;
  private final int[] freeBlocks;
  private final GivenBlocks keptFree;
  private final IntConsumer lost;
  private int free;

  /**
   * Makes a pool of free blocks.
   *
   * @param blocks how many, at least 1
   */
  public BlockPool(int blocks) {
    this(blocks, block -> {});
  }

  /**
   * Makes a pool of free blocks.
   *
   * @param blocks how many, at least 1
   * @param lost told when a kept block is taken for something else
   */
  public BlockPool(int blocks, IntConsumer lost) {
    if (blocks < 1) {
      throw new IllegalArgumentException("cache: " + blocks + " blocks, expected 1 or more");
    }
    holders = new int[blocks];
    kept = new boolean[blocks];
    freeBlocks = new int[blocks];
    keptFree = new GivenBlocks(blocks);
    this.lost = lost;
    for (int i = 0; i < blocks; i++) {
      freeBlocks[i] = blocks - 1 - i;
    }
    free = blocks;
  }

  /** Blocks in all. */
  public int blocks() {
    return holders.length;
  }

  /** Blocks nobody holds, kept ones included. */
  public int free() {
    return free + keptFree.size();
  }

  /** Takes a free block, with one holder from now on; empty if none is free. */
  public OptionalInt take() {
    if (free() == 0) {
      return OptionalInt.empty();
    }
    int block;
    if (free > 0) {
      block = freeBlocks[--free];
    } else {
      block = keptFree.removeFirst();
      kept[block] = false;
      lost.accept(block);
    }
    holders[block] = 1;
    return OptionalInt.of(block);
  }

  /** Adds a holder to a block that is held or kept. */
  public void share(int block) {
    if (isFree(block) && kept[block]) {
      keptFree.remove(block);
    } else {
      checkHeld(block);
    }
    holders[block] = Math.addExact(holders[block], 1);
  }

  /** Removes a holder; the last one frees the block. */
  public void give(int block) {
    checkHeld(block);
    holders[block]--;
    if (holders[block] > 0) {
      return;
    }
    if (kept[block]) {
      keptFree.addLast(block);
    } else {
      freeBlocks[free++] = block;
    }
  }

  /** Keeps a held block from now on. */
  public void keep(int block) {
    checkHeld(block);
    kept[block] = true;
  }

  /** How many hold a block; 0 if it is free. */
  public int holders(int block) {
    return holders[block];
  }

  private boolean isFree(int block) {
    return block >= 0 && block < holders.length && holders[block] == 0;
  }

  private void checkHeld(int block) {
    if (block < 0 || block >= holders.length || holders[block] == 0) {
      throw new IllegalArgumentException(
          "cache: block " + block + " is not held, expected one that was taken");
    }
  }
}
