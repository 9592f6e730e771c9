package io.millrace.kernel.reference;

import io.millrace.kernel.QuantizedRows;

/** One row of int8 activations taken apart. */
final class ActivationRow {

  final int[] codes;
  final int[] shifts;
  final int[] sums;
  final float[] scales;

  ActivationRow(QuantizedRows x, int row) {
    codes = new int[x.k()];
    shifts = new int[x.k() / 32];
    sums = new int[x.k() / 16];
    scales = Rows.read(x.scales(), row);
    for (int i = 0; i < codes.length; i++) {
      int four = x.codes().getInt(row * (codes.length / 4) + i / 4);
      codes[i] = (byte) (four >> (8 * (i % 4)));
    }
    x.shifts().ints().get(row * shifts.length, shifts);
    x.sums().ints().get(row * sums.length, sums);
  }

  /** The scale of a group of 256 for codes that are shifted left: da / 8, exact. */
  float eighthScale(int group) {
    return scales[group] * 0x1p-3f;
  }

  /** The sum of {@code length} codes from {@code from} on, both multiples of 16. */
  int sum(int from, int length) {
    int sum = 0;
    for (int i = from / 16; i < (from + length) / 16; i++) {
      sum += sums[i];
    }
    return sum;
  }
}
