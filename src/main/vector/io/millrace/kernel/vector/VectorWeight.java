package io.millrace.kernel.vector;

import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Memory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A weight in {@link Panels}, in pieces of off-heap memory that start at cache lines. */
final class VectorWeight implements PackedWeight {

  private static final long PIECE_BYTES = 16 << 20;
  private static final int LINE = 64;

  private final Panels layout;
  private final Pieces pieces;
  private final int first;
  private final int m;
  private final List<Memory> owned;

  /** The memory of a whole weight; every piece but the last holds as many panels as the first. */
  private record Pieces(List<MemorySegment> segments, int panelsEach) {}

  private VectorWeight(Panels layout, Pieces pieces, int first, int m, List<Memory> owned) {
    this.layout = layout;
    this.pieces = pieces;
    this.first = first;
    this.m = m;
    this.owned = owned;
  }

  /** A weight that these kernels have packed. */
  static VectorWeight own(String op, PackedWeight w) {
    if (w instanceof VectorWeight weight) {
      return weight;
    }
    throw new IllegalArgumentException(
        op + ": w was packed by other kernels, expected a weight packed by these");
  }

  /** Reads and packs all rows. */
  static VectorWeight pack(WeightSource source, Allocator allocator) throws IOException {
    Panels layout = Panels.of(source.name(), source.type(), source.m(), source.k());
    int each = (int) Math.max(1, PIECE_BYTES / layout.panelBytes());
    List<Memory> memories = new ArrayList<>();
    Pieces pieces = new Pieces(new ArrayList<>(), each);
    VectorWeight weight = new VectorWeight(layout, pieces, 0, source.m(), memories);
    try {
      Packing packing = new Packing(source, layout);
      for (int panel = 0; panel < layout.panels(); panel++) {
        if (panel % each == 0) {
          int panels = Math.min(each, layout.panels() - panel);
          memories.add(allocator.allocate(layout.panelBytes() * panels + LINE));
          pieces.segments().add(lines(memories.get(memories.size() - 1)));
        }
        packing.pack(panel, weight.panel(panel));
      }
    } catch (IOException | RuntimeException | Error error) {
      weight.close();
      throw error;
    }
    return weight;
  }

  private static MemorySegment lines(Memory memory) {
    MemorySegment all = MemorySegment.ofBuffer(memory.bytes());
    return all.asSlice(Math.floorMod(-all.address(), LINE));
  }

  Panels layout() {
    return layout;
  }

  /** A panel, counted from the first of this slice. */
  Panel panel(int index) {
    int panel = first / Panels.ROWS + index;
    long at = layout.panelBytes() * (panel % pieces.panelsEach());
    return new Panel(layout, pieces.segments().get(panel / pieces.panelsEach()), at);
  }

  @Override
  public DataType type() {
    return layout.type();
  }

  @Override
  public int m() {
    return m;
  }

  @Override
  public int k() {
    return layout.k();
  }

  @Override
  public long bytes() {
    return layout.panelBytes() * ((m + Panels.ROWS - 1) / Panels.ROWS);
  }

  @Override
  public PackedWeight slice(int from, int to) {
    boolean whole = from % SLICE == 0 && (to % SLICE == 0 || to == m);
    if (from < 0 || to > m || from >= to || !whole) {
      throw new IllegalArgumentException(
          "slice: rows %d to %d of %d, expected multiples of %d".formatted(from, to, m, SLICE));
    }
    return new VectorWeight(layout, pieces, first + from, to - from, List.of());
  }

  @Override
  public void close() {
    owned.forEach(Memory::close);
  }
}
