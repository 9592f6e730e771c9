package io.millrace.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the intermediate results of one step: handed out by moving a mark, taken back all at
 * once. One thread's.
 */
public final class Scratch implements AutoCloseable {

  private static final int ALIGNMENT = 64;
  private static final long SMALLEST_CHUNK = 1 << 20;

  private final Allocator allocator;
  private final List<Memory> chunks = new ArrayList<>();
  private int chunk;
  private long used;

  public Scratch(Allocator allocator) {
    this.allocator = allocator;
  }

  /** Returns a tensor with unspecified contents, valid until {@link #reset}. */
  public Tensor tensor(DataType type, long... extents) {
    Shape shape = Shape.of(extents);
    long bytes = Math.multiplyExact(shape.elements(), 4L);
    while (chunk < chunks.size() && used + bytes > chunks.get(chunk).size()) {
      chunk++;
      used = 0;
    }
    if (chunk == chunks.size()) {
      chunks.add(allocator.allocate(Math.max(bytes, SMALLEST_CHUNK)));
    }
    Tensor tensor = Tensor.view(type, shape, chunks.get(chunk), (int) (used / 4));
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return tensor;
  }

  /** Takes back everything that was handed out. */
  public void reset() {
    if (chunks.size() > 1) { // one chunk that holds it all, from the next step on
      long total = chunks.stream().mapToLong(Memory::size).sum();
      if (total <= Integer.MAX_VALUE) {
        close();
        chunks.add(allocator.allocate(total));
      }
    }
    chunk = 0;
    used = 0;
  }

  @Override
  public void close() {
    chunks.forEach(Memory::close);
    chunks.clear();
    chunk = 0;
    used = 0;
  }
}
