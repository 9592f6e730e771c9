package io.millrace.kernel.jvm;

import io.millrace.kernel.QuantizedRows;

/**
 * Int8 activations on the heap, each already shifted by its sub-group's s: {@code q << s}.
 *
 * <p>Exact, as all integers of a product are, and one operation less for every weight row.
 */
final class ShiftedRows {

  private static final int SUB_GROUP = 32;

  private final int k;
  private final int[] codes;
  private final int[] sums;
  private final float[] scales;

  ShiftedRows(QuantizedRows x, Workers workers) {
    int n = x.n();
    k = x.k();
    codes = new int[n * k];
    sums = new int[n * k / 16];
    scales = x.scales().toFloats();
    int[] fours = new int[n * k / 4];
    int[] shifts = new int[n * k / SUB_GROUP];
    x.codes().ints().get(0, fours);
    x.sums().ints().get(0, sums);
    x.shifts().ints().get(0, shifts);
    workers.run(n, (row, area) -> shift(row, fours, shifts));
  }

  private void shift(int row, int[] fours, int[] shifts) {
    for (int i = row * k / 4; i < (row + 1) * k / 4; i++) {
      int s = shifts[i / 8];
      codes[4 * i] = ((fours[i] << 24) >> 24) << s;
      codes[4 * i + 1] = ((fours[i] << 16) >> 24) << s;
      codes[4 * i + 2] = ((fours[i] << 8) >> 24) << s;
      codes[4 * i + 3] = (fours[i] >> 24) << s;
    }
    for (int i = row * k / 16; i < (row + 1) * k / 16; i++) {
      sums[i] <<= shifts[i / 2];
    }
  }

  /** All rows back to back. */
  int[] codes() {
    return codes;
  }

  /** The sum of 16 or 32 shifted codes of a row. */
  int sum(int row, int from, int length) {
    int at = (row * k + from) / 16;
    return length == 16 ? sums[at] : sums[at] + sums[at + 1];
  }

  /** The scale of a group of 256 shifted codes: da / 8, exact. */
  float eighthScale(int row, int group) {
    int groups = (k + QuantizedRows.GROUP - 1) / QuantizedRows.GROUP;
    return scales[row * groups + group] * 0x1p-3f;
  }
}
