package io.millrace.kernel.jvm;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Tensor;

/** Keys and values in cache blocks: written a row at a time, read a panel at a time. */
final class Cache {

  private final BlockLayout layout;
  private final HeadPanels panels;

  Cache(CacheLayer layer) {
    layout = layer.layout();
    panels =
        switch (layout.type()) {
          case BF16 -> new PairedPanels(layer);
          case Q8_0 -> new CodedPanels(layer);
          default -> new PlainPanels(layer);
        };
  }

  void store(Tensor keys, Tensor values, BatchLayout batch, Workers workers) {
    int width = layout.g() * layout.e();
    for (int s = 0; s < batch.count(); s++) {
      int sequence = s;
      int first = batch.firstRow(s);
      workers.run(
          batch.rows(s),
          (i, area) -> {
            float[][] row = area.floats(0, 2, width);
            Rows.read(keys, (first + i) * width, row[0], width);
            Rows.read(values, (first + i) * width, row[1], width);
            storeRow(batch.firstPosition(sequence) + i, batch, sequence, row);
          });
    }
  }

  private void storeRow(int position, BatchLayout batch, int sequence, float[][] row) {
    int block = batch.block(sequence, position);
    for (int head = 0; head < layout.g(); head++) {
      int slot = position % BlockLayout.POSITIONS;
      panels.store(first(block, head), slot, row[0], row[1], head * layout.e());
    }
  }

  /** The first byte of a head. */
  private int first(int block, int head) {
    return Math.toIntExact(((long) block * layout.g() + head) * layout.headBytes());
  }

  /** Widens a head's keys: an array of 64 positions for each of the e elements, in chain order. */
  void keys(int block, int head, float[][] to, WorkArea area) {
    panels.keys(first(block, head), to, area);
  }

  /** Widens a head's values: e elements for each of the first positions, in chain order. */
  void values(int block, int head, int positions, float[][] to, WorkArea area) {
    panels.values(first(block, head), positions, to, area);
  }
}
