package io.millrace.kernel.jvm;

import io.millrace.quant.BlockForm;
import java.util.Arrays;

/**
 * The products of some rows of a quantized weight with a few activation rows ("tokens").
 *
 * <p>32 codes of every row are unpacked at a time, for all tokens; integers are summed along rows,
 * then the floats of numerics.md 2 follow in its order.
 */
final class BlockProducts {

  private static final int SUB_GROUP = 32;
  private static final int GROUP = 256;
  private static final int ROWS = PanelLayout.MOST_ROWS;

  private final PanelLayout layout;
  private final PanelRows panel;
  private final ShiftedRows x;
  private final int firstToken;
  private final int tokens;
  private final int rows;

  private final int[][] codes;
  private final int[] words;
  private final int[] part;
  private final int[][] sums;
  private final int[][] minSums;
  private final float[] scales;
  private final float[] mins;
  private final float[] converted;
  private final float[][] steps;
  private final float[][] acc;

  BlockProducts(
      JvmWeight w, PanelRows panel, ShiftedRows x, int firstToken, int tokens, WorkArea a) {
    this.layout = w.layout();
    this.panel = panel;
    this.x = x;
    this.firstToken = firstToken;
    this.tokens = tokens;
    rows = panel.rows();
    codes = a.ints(1, SUB_GROUP, ROWS);
    words = a.ints(2, 2, ROWS)[0];
    part = a.ints(2, 2, ROWS)[1];
    sums = a.ints(3, tokens, ROWS);
    minSums = a.ints(4, tokens, ROWS);
    float[][] singles = a.floats(1, 3, ROWS);
    scales = singles[0];
    mins = singles[1];
    converted = singles[2];
    steps = a.floats(2, tokens, ROWS);
    acc = a.floats(3, tokens, ROWS);
  }

  /** Returns the finished accumulators: an array for each token, the rows side by side. */
  float[][] multiply() {
    clear(acc);
    boolean small = layout.blockLength() == SUB_GROUP;
    for (int from = 0; from < layout.k(); from += GROUP) {
      if (small) {
        addSmallBlocks(from, Math.min(from + GROUP, layout.k()));
      } else {
        addLargeBlock(from);
      }
    }
    return acc;
  }

  /** Adds the blocks of 32 of a group: a scale each, and a min for some. */
  private void addSmallBlocks(int from, int to) {
    clear(steps);
    for (int k = from; k < to; k += SUB_GROUP) {
      int block = k / SUB_GROUP * layout.blockColumns();
      unpack(block);
      readScales(block);
      for (int t = 0; t < tokens; t++) {
        multiply(t, k, SUB_GROUP);
        Loops.toFloats(part, converted, rows);
        Loops.chain(scales, converted, steps[t], rows);
        if (layout.form() == BlockForm.SCALE_AND_MIN) {
          Loops.chain(mins, (float) x.sum(firstToken + t, k, SUB_GROUP), steps[t], rows);
        }
      }
    }
    for (int t = 0; t < tokens; t++) {
      Loops.chain(steps[t], x.eighthScale(firstToken + t, from / GROUP), acc[t], rows);
    }
  }

  /** Adds a block of 256: integer sub-scales, and integer sub-mins for some. */
  private void addLargeBlock(int from) {
    int block = from / GROUP * layout.blockColumns();
    clear(sums);
    clear(minSums);
    for (int k = from; k < from + GROUP; k += SUB_GROUP) {
      unpack(block + (k - from) / 4);
      for (int half = k; half < k + SUB_GROUP; half += layout.subBlockLength()) {
        addSubBlock(block, from, half);
      }
    }
    readScales(block);
    for (int t = 0; t < tokens; t++) {
      float da8 = x.eighthScale(firstToken + t, from / GROUP);
      Loops.toFloats(sums[t], converted, rows);
      Loops.chain(scales, da8, converted, acc[t], rows);
      if (hasSubMins()) {
        Loops.toFloats(minSums[t], converted, rows);
        Loops.chain(mins, -da8, converted, acc[t], rows);
      }
    }
  }

  /** Adds a sub-block of 16 or 32 of the block that starts at {@code from}. */
  private void addSubBlock(int block, int from, int k) {
    int s = (k - from) / layout.subBlockLength();
    int shift = 24 - 8 * (s % 4);
    int length = layout.subBlockLength();
    panel.read(block + layout.codeColumns() + s / 4, words);
    for (int t = 0; t < tokens; t++) {
      multiply(t, k, length);
      Loops.addScaled(words, shift, part, sums[t], rows);
    }
    if (hasSubMins()) {
      panel.read(block + layout.codeColumns() + layout.subColumns() + s / 4, words);
      for (int t = 0; t < tokens; t++) {
        int sum = x.sum(firstToken + t, k, length);
        Loops.addScaled(words, shift, sum, minSums[t], rows);
      }
    }
  }

  private boolean hasSubMins() {
    return layout.form() == BlockForm.SUB_SCALES_AND_MINS;
  }

  /** Takes 32 codes of every row apart. */
  private void unpack(int column) {
    for (int c = 0; c < SUB_GROUP / 4; c++) {
      panel.read(column + c, words);
      Loops.unpack(words, codes, 4 * c, rows);
    }
  }

  private void readScales(int block) {
    panel.read(block + layout.scaleColumn(), scales);
    if (layout.scaleColumn() + 2 == layout.blockColumns()) {
      panel.read(block + layout.scaleColumn() + 1, mins);
    }
  }

  /** The integer product of {@code length} codes from k on with a token's. */
  private void multiply(int t, int k, int length) {
    int token = firstToken + t;
    Arrays.fill(part, 0, rows, layout.bias() == 0 ? 0 : -layout.bias() * x.sum(token, k, length));
    for (int i = k; i < k + length; i += 4) {
      Loops.addProducts(codes, i % SUB_GROUP, x.codes(), token * layout.k() + i, part, rows);
    }
  }

  private void clear(float[][] arrays) {
    for (int t = 0; t < tokens; t++) {
      Arrays.fill(arrays[t], 0, rows, 0f);
    }
  }

  private void clear(int[][] arrays) {
    for (int t = 0; t < tokens; t++) {
      Arrays.fill(arrays[t], 0, rows, 0);
    }
  }
}
