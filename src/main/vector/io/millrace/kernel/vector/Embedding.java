package io.millrace.kernel.vector;

import io.millrace.kernel.jvm.Workers;
import io.millrace.quant.BlockForm;
import io.millrace.tensor.Tensor;

/** Looks rows up out of the panels, as the weight's codec decodes them. */
final class Embedding {

  private final Panels layout;
  private final Panel panel;
  private final int row;

  private Embedding(VectorWeight w, int id) {
    layout = w.layout();
    panel = w.panel(id / Panels.ROWS);
    row = id % Panels.ROWS;
  }

  static void embed(VectorWeight w, Tensor ids, float factor, Tensor out, Workers workers) {
    int k = w.k();
    workers.run(
        ids.dim(0),
        (i, area) -> {
          float[] values = area.floats(0, 1, k)[0];
          new Embedding(w, ids.getInt(i)).decode(values);
          for (int j = 0; j < k; j++) {
            values[j] *= factor;
          }
          out.memory().floats().put(out.first() + i * k, values, 0, k);
        });
  }

  private void decode(float[] values) {
    for (int block = 0; block < layout.k() / layout.blockLength(); block++) {
      int column = block * layout.blockColumns();
      if (layout.form() == BlockForm.FLOATS) {
        values[block] = panel.getFloat(column, row);
      } else {
        decodeBlock(column, values, block * layout.blockLength());
      }
    }
  }

  private void decodeBlock(int column, float[] values, int to) {
    float scale = panel.getFloat(column + layout.scaleColumn(), row);
    float min = layout.hasMins() ? panel.getFloat(column + layout.scaleColumn() + 1, row) : 0f;
    int subs = column + layout.codeColumns();
    for (int i = 0; i < layout.blockLength(); i++) {
      float step = scale;
      float base = min;
      if (layout.subColumns() > 0) {
        int s = i / layout.subBlockLength();
        step = scale * fourth(subs, s);
        base = layout.hasMins() ? -(min * fourth(subs + layout.subColumns(), s)) : 0f;
      }
      int codes = column + i / Panels.SUB_GROUP * layout.bits();
      values[to + i] = step * code(codes, i % Panels.SUB_GROUP) + base;
    }
  }

  /** Byte {@code i} of columns of four each. */
  private byte fourth(int column, int i) {
    return (byte) (panel.get(column + i / 4, row) >>> (8 * (i % 4)));
  }

  /** Code {@code i} of the 32 whose columns begin here, its zero taken off. */
  private int code(int column, int i) {
    if (layout.hasByteCodes()) {
      return fourth(column, Panels.crossed(i));
    }
    int code = 0;
    int next = column;
    for (int width = 1; width <= 4; width *= 2) {
      if ((layout.bits() & width) != 0) {
        int bit = i / 2 * width;
        int half = panel.get(next + bit / 16, row) >>> (16 * (i % 2));
        code |= (half >>> (bit % 16) & ((1 << width) - 1)) << layout.planeShift(width);
        next += width;
      }
    }
    return code - layout.bias();
  }
}
