package io.millrace.kernel.jvm;

import io.millrace.quant.BlockForm;
import io.millrace.tensor.Tensor;

/** Looks rows up out of the panels, as the weight's codec decodes them. */
final class Embedding {

  private final PanelLayout layout;
  private final PanelRows row;

  private Embedding(JvmWeight w, int id) {
    layout = w.layout();
    row = w.rows(id, 1);
  }

  static void embed(JvmWeight w, Tensor ids, float factor, Tensor out, Workers workers) {
    int k = w.k();
    workers.run(
        ids.dim(0),
        (i, area) -> {
          float[] values = area.floats(0, 1, k)[0];
          new Embedding(w, ids.getInt(i)).decode(values);
          for (int j = 0; j < k; j++) {
            values[j] *= factor;
          }
          Rows.write(out, i * k, values, k);
        });
  }

  private void decode(float[] values) {
    for (int block = 0; block < layout.k() / layout.blockLength(); block++) {
      int column = block * layout.blockColumns();
      if (layout.form() == BlockForm.FLOATS) {
        values[block] = row.getFloat(column);
      } else {
        decodeBlock(column, values, block * layout.blockLength());
      }
    }
  }

  private void decodeBlock(int column, float[] values, int to) {
    float scale = row.getFloat(column + layout.scaleColumn());
    boolean hasMin = layout.scaleColumn() + 2 == layout.blockColumns();
    float min = hasMin ? row.getFloat(column + layout.scaleColumn() + 1) : 0f;
    int subs = column + layout.codeColumns();
    for (int i = 0; i < layout.blockLength(); i++) {
      int s = i / layout.subBlockLength();
      float step = scale;
      float base = min;
      if (layout.subColumns() > 0) {
        step = scale * (byte) fourth(subs, s);
        base = hasMin ? -(min * (byte) fourth(subs + layout.subColumns(), s)) : 0f;
      }
      values[to + i] = step * (fourth(column, i) - layout.bias()) + base;
    }
  }

  /** Byte {@code i} of columns of four each. */
  private int fourth(int column, int i) {
    return (row.getInt(column + i / 4) >>> (8 * (i % 4))) & 0xff;
  }
}
