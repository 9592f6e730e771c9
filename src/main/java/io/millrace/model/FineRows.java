package io.millrace.model;

import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.nio.FloatBuffer;
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
    FloatBuffer from = x.floats();
    FloatBuffer to = remainders.floats();
    float[] row = new float[k];
    byte[] codes = new byte[k];
    float[] steps = new float[k / SUB_GROUP];
    for (int i = 0; i < rows.length; i++) {
      from.get(rows[i] * k, row);
      rounded.codes().memory().bytes().get(4 * rounded.codes().first() + rows[i] * k, codes);
      fillSteps(rounded, rows[i], steps);
      subtract(codes, steps, row);
      to.put(i * k, row);
    }
    return remainders;
  }

  /** What a code is worth, by sub-groups of a row. */
  private static void fillSteps(QuantizedRows rounded, int row, float[] steps) {
    int perGroup = QuantizedRows.GROUP / SUB_GROUP;
    int scales = row * rounded.scales().dim(1);
    for (int i = 0; i < steps.length; i++) {
      int exponent = LARGEST_SHIFT - rounded.shifts().getInt(row * steps.length + i);
      steps[i] = rounded.scales().getFloat(scales + i / perGroup) / (1 << exponent);
    }
  }

  private static void subtract(byte[] codes, float[] steps, float[] row) {
    for (int i = 0; i < steps.length; i++) {
      float step = steps[i];
      for (int j = i * SUB_GROUP; j < (i + 1) * SUB_GROUP; j++) {
        row[j] -= codes[j] * step;
      }
    }
  }

  /** Adds the products of the remainders, {@code [rows, m]}, to those of these rows. */
  void add(Tensor products, Tensor out) {
    int m = out.dim(1);
    FloatBuffer sums = out.floats();
    FloatBuffer terms = products.floats();
    float[] row = new float[m];
    float[] more = new float[m];
    for (int i = 0; i < rows.length; i++) {
      sums.get(rows[i] * m, row);
      terms.get(i * m, more);
      for (int j = 0; j < m; j++) {
        row[j] += more[j];
      }
      sums.put(rows[i] * m, row);
    }
  }
}
