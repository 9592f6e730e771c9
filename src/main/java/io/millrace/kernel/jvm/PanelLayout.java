package io.millrace.kernel.jvm;

import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockCodes;
import io.millrace.quant.BlockForm;
import io.millrace.tensor.DataType;

/**
 * How the rows of a weight are packed: in panels of up to 512 rows, a panel column by column.
 *
 * <p>A column has one 32-bit element for each row of its panel. The columns of a block follow each
 * other, and blocks ascend along k. Plain numbers: a column of f32 for each element. Quantized
 * types: columns of four bytes for every four codes (the first in the lowest byte; codes that have
 * a sign plus 128), then of four sub-scales, then of four sub-mins, then a column of f32 scales and
 * one of f32 mins, as far as the form has them.
 *
 * @param type how the file holds the weight
 * @param form how integers make its values
 * @param subBlockLength elements that share a sub-scale, or 32
 * @param m rows of the whole weight
 * @param k elements of a row
 */
record PanelLayout(DataType type, BlockForm form, int subBlockLength, int m, int k) {

  /** The most rows of a panel. */
  static final int MOST_ROWS = 512;

  /** The layout of a weight. */
  static PanelLayout of(String name, DataType type, int m, int k) {
    BlockForm form = BlockCodecs.find(type).map(BlockCodec::form).orElse(BlockForm.FLOATS);
    boolean plain = type == DataType.F32 || type == DataType.F16 || type == DataType.BF16;
    if (form == BlockForm.FLOATS) {
      if (!plain) {
        throw new IllegalArgumentException(
            name + ": weights of type " + type + " cannot be multiplied");
      }
      return new PanelLayout(type, form, 1, m, k);
    }
    BlockCodes probe = new BlockCodes();
    BlockCodecs.of(type).unpack(new byte[type.blockBytes()], 0, probe);
    return new PanelLayout(type, form, probe.subBlockLength(), m, k);
  }

  /** What was added to a code: 128 to codes that have a sign, so that no byte has one. */
  int bias() {
    return form == BlockForm.SCALE || form == BlockForm.SUB_SCALES ? 128 : 0;
  }

  /** Rows of every panel but the last: a multiple of 32, panels being as even as that allows. */
  int panelRows() {
    int panels = (m + MOST_ROWS - 1) / MOST_ROWS;
    int even = (m + panels - 1) / panels;
    return (even + 31) / 32 * 32;
  }

  int panels() {
    return (m + panelRows() - 1) / panelRows();
  }

  /** Rows of a panel: the distance of its columns, too. */
  int rows(int panel) {
    return Math.min(panelRows(), m - panel * panelRows());
  }

  /** Elements of a block. */
  int blockLength() {
    return type.blockSize();
  }

  /** Columns of the codes of a block, or of its one number. */
  int codeColumns() {
    return form == BlockForm.FLOATS ? 1 : blockLength() / 4;
  }

  /** Columns of sub-scales of a block, and of its sub-mins if it has any. */
  int subColumns() {
    return switch (form) {
      case SUB_SCALES, SUB_SCALES_AND_MINS -> blockLength() / subBlockLength / 4;
      default -> 0;
    };
  }

  /** The column of a block's f32 scale within the block. */
  int scaleColumn() {
    return codeColumns() + (form == BlockForm.SUB_SCALES_AND_MINS ? 2 : 1) * subColumns();
  }

  /** Columns of a block. */
  int blockColumns() {
    return switch (form) {
      case FLOATS -> 1;
      case SCALE, SUB_SCALES -> scaleColumn() + 1;
      case SCALE_AND_MIN, SUB_SCALES_AND_MINS -> scaleColumn() + 2;
    };
  }

  /** Bytes of a panel. */
  long panelBytes(int panel) {
    long columns = Math.multiplyExact((long) k / blockLength(), blockColumns());
    return Math.multiplyExact(columns, 4L * rows(panel));
  }
}
