package io.millrace.kernel.reference;

import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A weight kept as the file holds it: raw rows, in pieces of direct memory. */
final class RawWeight implements PackedWeight {

  private static final long PIECE_BYTES = 16 << 20;

  private final DataType type;
  private final int first;
  private final int m;
  private final int k;
  private final Pieces pieces;
  private final List<Memory> owned;

  /** The memory of a whole weight; every piece holds as many rows as the first. */
  private record Pieces(List<Memory> memories, int rowsEach, int rowBytes) {}

  private RawWeight(DataType type, int first, int m, int k, Pieces pieces, List<Memory> owned) {
    this.type = type;
    this.first = first;
    this.m = m;
    this.k = k;
    this.pieces = pieces;
    this.owned = owned;
  }

  /** Reads all rows. */
  static RawWeight read(WeightSource source, Allocator allocator) throws IOException {
    int rowBytes = Math.toIntExact(source.type().rowBytes(source.k()));
    int rowsEach = (int) Math.max(1, Math.min(source.m(), PIECE_BYTES / rowBytes));
    List<Memory> memories = new ArrayList<>();
    try {
      for (int row = 0; row < source.m(); row += rowsEach) {
        int count = Math.min(rowsEach, source.m() - row);
        Memory memory = allocator.allocate((long) count * rowBytes);
        memories.add(memory);
        source.rows().read(row, count, memory.bytes().duplicate());
      }
    } catch (IOException | RuntimeException | Error error) {
      memories.forEach(Memory::close);
      throw error;
    }
    Pieces pieces = new Pieces(memories, rowsEach, rowBytes);
    return new RawWeight(source.type(), 0, source.m(), source.k(), pieces, memories);
  }

  /** Copies a row's bytes out. */
  byte[] row(int row) {
    byte[] bytes = new byte[pieces.rowBytes()];
    int stored = first + row;
    pieces
        .memories()
        .get(stored / pieces.rowsEach())
        .bytes()
        .get(stored % pieces.rowsEach() * bytes.length, bytes);
    return bytes;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public int m() {
    return m;
  }

  @Override
  public int k() {
    return k;
  }

  @Override
  public long bytes() {
    return (long) m * pieces.rowBytes();
  }

  @Override
  public PackedWeight slice(int from, int to) {
    boolean whole = from % SLICE == 0 && (to % SLICE == 0 || to == m);
    if (from < 0 || to > m || from >= to || !whole) {
      throw new IllegalArgumentException(
          "slice: rows %d to %d of %d, expected multiples of %d".formatted(from, to, m, SLICE));
    }
    return new RawWeight(type, first + from, to - from, k, pieces, List.of());
  }

  @Override
  public void close() {
    owned.forEach(Memory::close);
  }
}
