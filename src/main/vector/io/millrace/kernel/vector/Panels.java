package io.millrace.kernel.vector;

import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockCodes;
import io.millrace.quant.BlockForm;
import io.millrace.tensor.DataType;

/**
 * How the rows of a weight are packed: in panels of 32 rows, a panel column by column.
 *
 * <p>A column has a 32-bit element for each row of its panel; the columns of a block follow each
 * other, and blocks ascend along k. Plain numbers: a column of f32 for each element. Quantized
 * types: for every 32 elements as many columns as a code has bits, then columns of four sub-scales,
 * then of four sub-mins, then one of f32 scales and one of f32 mins, as far as the form has them.
 *
 * <p>Codes of 8 bits lie as four bytes to an element of a column, in the order 0, 2, 1, 3, so that
 * the two bytes of a half belong to two pairs of neighbours. Smaller ones are cut into a plane of 1
 * bit, one of 2 and one of 4, as their width asks for, the last of the lowest bits; the two halves
 * of a column's element hold the codes 2 c and 2 c + 1 of the pairs c, so that shifts and masks of
 * 16-bit lanes bring forth pairs. One token's products read the columns in their order: the
 * processor fetches ahead what is read in a row.
 *
 * @param type how the file holds the weight
 * @param form how integers make its values
 * @param bits bits of a packed code
 * @param subBlockLength elements that share a sub-scale, or 32
 * @param m rows of the whole weight
 * @param k elements of a row
 */
record Panels(DataType type, BlockForm form, int bits, int subBlockLength, int m, int k) {

  /** Rows of a panel, the distance of its columns in elements. */
  static final int ROWS = 32;

  /** Elements whose codes lie together. */
  static final int SUB_GROUP = 32;

  /** Bytes of a column. */
  static final int COLUMN_BYTES = 4 * ROWS;

  /** The layout of a weight. */
  static Panels of(String name, DataType type, int m, int k) {
    BlockForm form = BlockCodecs.find(type).map(BlockCodec::form).orElse(BlockForm.FLOATS);
    boolean plain = type == DataType.F32 || type == DataType.F16 || type == DataType.BF16;
    if (form == BlockForm.FLOATS) {
      if (!plain) {
        throw new IllegalArgumentException(
            name + ": weights of type " + type + " cannot be multiplied");
      }
      return new Panels(type, form, 32, 1, m, k);
    }
    BlockCodes probe = new BlockCodes();
    BlockCodecs.of(type).unpack(new byte[type.blockBytes()], 0, probe);
    return new Panels(type, form, bits(type), probe.subBlockLength(), m, k);
  }

  private static int bits(DataType type) {
    return switch (type) {
      case Q2_K -> 2;
      case Q3_K -> 3;
      case Q4_0, Q4_1, Q4_K -> 4;
      case Q5_0, Q5_1, Q5_K, MXFP4 -> 5; // twice an FP4 number is -12 to 12
      case Q6_K -> 6;
      default -> 8;
    };
  }

  /** Whether a code takes a byte, and its products are made of floats. */
  boolean hasByteCodes() {
    return bits == 8;
  }

  /** The lowest of a code's bits that are in the plane of this many bits. */
  int planeShift(int width) {
    return bits & -(2 * width);
  }

  /** What was added to a code before it was packed in planes, so that none has a sign. */
  int bias() {
    boolean signed = form == BlockForm.SCALE || form == BlockForm.SUB_SCALES;
    return signed && !hasByteCodes() ? 1 << (bits - 1) : 0;
  }

  /** What is taken from a packed code before it is multiplied, so that products fit 16 bits. */
  int center() {
    return hasByteCodes() ? 0 : bits == 5 ? 16 : bias();
  }

  /** Exchanges the second and the third of every four. */
  static int crossed(int i) {
    return (i & ~3) | ((i & 1) << 1) | ((i >>> 1) & 1);
  }

  /** Whether blocks have f32 mins. */
  boolean hasMins() {
    return form == BlockForm.SCALE_AND_MIN || form == BlockForm.SUB_SCALES_AND_MINS;
  }

  int panels() {
    return (m + ROWS - 1) / ROWS;
  }

  /** Elements of a block. */
  int blockLength() {
    return type.blockSize();
  }

  /** Columns of the codes of a block, or of its one number. */
  int codeColumns() {
    return form == BlockForm.FLOATS ? 1 : blockLength() / SUB_GROUP * bits;
  }

  /** Columns of sub-scales of a block, and of its sub-mins if it has any. */
  int subColumns() {
    return switch (form) {
      case SUB_SCALES, SUB_SCALES_AND_MINS -> blockLength() / subBlockLength / 4;
      default -> 0;
    };
  }

  /** The column of a block's f32 scale within the block; that of its min follows. */
  int scaleColumn() {
    return codeColumns() + (form == BlockForm.SUB_SCALES_AND_MINS ? 2 : 1) * subColumns();
  }

  /** Columns of a block. */
  int blockColumns() {
    return form == BlockForm.FLOATS ? 1 : scaleColumn() + (hasMins() ? 2 : 1);
  }

  /** Bytes of a panel. */
  long panelBytes() {
    return Math.multiplyExact((long) k / blockLength() * blockColumns(), COLUMN_BYTES);
  }
}
