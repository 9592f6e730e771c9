package io.millrace.kernel.jvm;

import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A weight in the panels of {@link PanelLayout}, in pieces of off-heap memory. */
final class JvmWeight implements PackedWeight {

  private static final long PIECE_BYTES = 16 << 20;

  private final PanelLayout layout;
  private final Pieces pieces;
  private final int first;
  private final int m;
  private final List<Memory> owned;

  /** The memory of a whole weight; every piece but the last holds as many panels as the first. */
  private record Pieces(List<Memory> memories, int panelsEach) {}

  private JvmWeight(PanelLayout layout, Pieces pieces, int first, int m, List<Memory> owned) {
    this.layout = layout;
    this.pieces = pieces;
    this.first = first;
    this.m = m;
    this.owned = owned;
  }

  /** Reads and packs all rows. */
  static JvmWeight pack(WeightSource source, Allocator allocator) throws IOException {
    PanelLayout layout = PanelLayout.of(source.name(), source.type(), source.m(), source.k());
    int each = (int) Math.max(1, PIECE_BYTES / layout.panelBytes(0));
    List<Memory> memories = new ArrayList<>();
    JvmWeight weight = new JvmWeight(layout, new Pieces(memories, each), 0, source.m(), memories);
    try {
      Packing packing = new Packing(source, layout);
      for (int panel = 0; panel < layout.panels(); panel++) {
        if (panel % each == 0) {
          memories.add(allocator.allocate(weight.pieceBytes(panel)));
        }
        packing.pack(panel, weight.rows(panel * layout.panelRows(), layout.rows(panel)));
      }
    } catch (IOException | RuntimeException | Error error) {
      weight.close();
      throw error;
    }
    return weight;
  }

  private long pieceBytes(int panel) {
    long bytes = 0;
    for (int p = panel; p < Math.min(panel + pieces.panelsEach(), layout.panels()); p++) {
      bytes += layout.panelBytes(p);
    }
    return bytes;
  }

  PanelLayout layout() {
    return layout;
  }

  /** Some rows of one panel, counted from the first of this slice. */
  PanelRows rows(int from, int count) {
    int row = first + from;
    int panel = row / layout.panelRows();
    long before = layout.panelBytes(0) / 4 * (panel % pieces.panelsEach());
    return new PanelRows(
        pieces.memories().get(panel / pieces.panelsEach()),
        (int) before,
        layout.rows(panel),
        row % layout.panelRows(),
        count);
  }

  /** Cuts the rows into ranges of at most {@code most}, none across panels: all their bounds. */
  int[] ranges(int most) {
    List<Integer> bounds = new ArrayList<>(List.of(0));
    for (int row = 0; row < m; row = bounds.get(bounds.size() - 1)) {
      int nextPanel = ((first + row) / layout.panelRows() + 1) * layout.panelRows() - first;
      bounds.add(Math.min(Math.min(row + most, nextPanel), m));
    }
    return bounds.stream().mapToInt(Integer::intValue).toArray();
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
    return layout.panelBytes(0) / layout.rows(0) * m;
  }

  @Override
  public PackedWeight slice(int from, int to) {
    boolean whole = from % SLICE == 0 && (to % SLICE == 0 || to == m);
    if (from < 0 || to > m || from >= to || !whole) {
      throw new IllegalArgumentException(
          "slice: rows %d to %d of %d, expected multiples of %d".formatted(from, to, m, SLICE));
    }
    return new JvmWeight(layout, pieces, first + from, to - from, List.of());
  }

  @Override
  public void close() {
    owned.forEach(Memory::close);
  }
}
