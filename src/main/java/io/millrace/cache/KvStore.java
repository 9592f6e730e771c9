package io.millrace.cache;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a key/value cache: for every layer the same number of blocks, back to back.
 *
 * <p>Zeroed when made. A block that is used again must be zeroed first ({@link #zero}), because
 * unused places of a block hold zero, never what another sequence left there.
 */
public final class KvStore implements AutoCloseable {

  private final long[] blockBytes;
  private final int blocks;
  private final List<Memory> layers = new ArrayList<>();
  private ByteBuffer zeros = ByteBuffer.allocate(0);

  /**
   * Allocates it.
   *
   * @param allocator gives the memory, one piece a layer
   * @param blockBytes bytes of a block, by layer
   * @param blocks how many blocks every layer has, at least 1
   * @throws IllegalArgumentException if a layer would need 2^31 bytes or more
   */
  public KvStore(Allocator allocator, long[] blockBytes, int blocks) {
    this.blockBytes = blockBytes.clone();
    this.blocks = blocks;
    for (int i = 0; i < blockBytes.length; i++) {
      if (blocks < 1 || blockBytes[i] < 1 || blocks > Integer.MAX_VALUE / blockBytes[i]) {
        throw new IllegalArgumentException(
            "cache: layer %d has %d blocks of %d bytes, expected 1 to %d bytes in all; use a smaller cache"
                .formatted(i, blocks, blockBytes[i], Integer.MAX_VALUE));
      }
    }
    for (long bytes : blockBytes) {
      layers.add(allocate(allocator, bytes * blocks));
    }
  }

  /**
   * How many blocks fit into a budget.
   *
   * @param blockBytes bytes of a block, by layer
   * @param budget bytes of all layers together
   * @return 0 if not even one fits
   */
  public static int blocksWithin(long[] blockBytes, long budget) {
    long all = 0;
    long largest = 1;
    for (long bytes : blockBytes) {
      all = Math.addExact(all, bytes);
      largest = Math.max(largest, bytes);
    }
    return (int) Math.min(budget / Math.max(all, 1), Integer.MAX_VALUE / largest);
  }

  /** The memory of a layer, all its blocks. */
  public Memory layer(int i) {
    return layers.get(i);
  }

  /** Blocks of every layer. */
  public int blocks() {
    return blocks;
  }

  /** Bytes of all layers. */
  public long bytes() {
    return layers.stream().mapToLong(Memory::size).sum();
  }

  /** Zeroes a block in every layer, as is due before a sequence uses it. */
  public void zero(int block) {
    check(block);
    for (int i = 0; i < layers.size(); i++) {
      int bytes = (int) blockBytes[i];
      ByteBuffer target = layers.get(i).bytes().slice(block * bytes, bytes);
      target.put(zeros(bytes));
    }
  }

  private ByteBuffer zeros(int bytes) {
    if (zeros.capacity() < bytes) {
      zeros = ByteBuffer.allocate(bytes);
    }
    return zeros.slice(0, bytes);
  }

  /** Copies a block over another one in every layer. */
  public void copy(int from, int to) {
    check(from);
    check(to);
    for (int i = 0; i < layers.size(); i++) {
      int bytes = (int) blockBytes[i];
      ByteBuffer all = layers.get(i).bytes();
      all.slice(to * bytes, bytes).put(all.slice(from * bytes, bytes));
    }
  }

  private void check(int block) {
    if (block < 0 || block >= blocks) {
      throw new IllegalArgumentException(
          "cache: block is " + block + ", expected 0 to " + (blocks - 1));
    }
  }

  @Override
  public void close() {
    layers.forEach(Memory::close);
  }

  private Memory allocate(Allocator allocator, long bytes) {
    try {
      return allocator.allocate(bytes);
    } catch (Error | RuntimeException error) {
      close();
      throw error;
    }
  }
}
