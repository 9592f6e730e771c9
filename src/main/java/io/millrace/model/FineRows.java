package io.millrace.model;

import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Rows of a step of which products with quantized weights round twice: the row, and what the first
 * rounding left of it. The sum of both products has 14 bits of each number.
 *
 * @param rows their numbers
 */
record FineRows(int[] rows) {

  private static final int SUB_GROUP = 32;
  private static final int LARGEST_SHIFT = 3;

  static FineRows none() {
    return new FineRows(new int[0]);
  }

  boolean isEmpty() {
    return rows.length == 0;
  }

  /** Where these rows are when of all rows only some are kept, in the order given. */
  FineRows among(int[] kept) {
    BitSet fine = new BitSet();
    Arrays.stream(rows).forEach(fine::set);
    return new FineRows(IntStream.range(0, kept.length).filter(i -> fine.get(kept[i])).toArray());
  }

  /** What rounding left of these rows of {@code x [n, k]}. */
  Tensor remainders(Tensor x, QuantizedRows rounded, Scratch scratch) {
    int k = rounded.k();
    Tensor remainders = scratch.tensor(DataType.F32, rows.length, k);
    float[] row = new float[k];
    for (int i = 0; i < rows.length; i++) {
      x.floats().get(rows[i] * k, row);
      subtract(rounded.rows(rows[i], 1), row);
      remainders.floats().put(i * k, row);
    }
    return remainders;
  }

  private static void subtract(QuantizedRows rounded, float[] row) {
    int[] codes = new int[row.length / 4];
    rounded.codes().ints().get(0, codes);
    for (int from = 0; from < row.length; from += SUB_GROUP) {
      int exponent = LARGEST_SHIFT - rounded.shifts().getInt(from / SUB_GROUP);
      float step = rounded.scales().getFloat(from / QuantizedRows.GROUP) / (1 << exponent);
      for (int i = from; i < from + SUB_GROUP; i++) {
        row[i] -= (byte) (codes[i / 4] >> (8 * (i % 4))) * step;
      }
    }
  }

  /** Adds the products of the remainders, {@code [rows, m]}, to those of these rows. */
  void add(Tensor products, Tensor out) {
    int m = out.dim(1);
    float[] row = new float[m];
    float[] more = new float[m];
    for (int i = 0; i < rows.length; i++) {
      out.floats().get(rows[i] * m, row);
      products.floats().get(i * m, more);
      for (int j = 0; j < m; j++) {
        row[j] += more[j];
      }
      out.floats().put(rows[i] * m, row);
    }
  }
}
