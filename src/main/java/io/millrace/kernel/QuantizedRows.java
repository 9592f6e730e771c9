package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;

/**
 * Rows {@code [n, k]} rounded to int8: {@code value = code * scale * 2^-(3 - shift)}; numerics.md
 * 2.
 *
 * @param n rows
 * @param k elements of a row, a multiple of 32
 * @param codes I32 {@code [n, k / 4]}: four int8 each, the first in the lowest byte
 * @param scales F32 {@code [n, ceil(k / 256)]}: da, a group of 256
 * @param shifts I32 {@code [n, k / 32]}: s = 3 - e, 0 to 3, a sub-group of 32
 * @param sums I32 {@code [n, k / 16]}: the sum of 16 codes
 */
public record QuantizedRows(int n, int k, Tensor codes, Tensor scales, Tensor shifts, Tensor sums) {

  /** Elements that share a scale. */
  public static final int GROUP = 256;

  /** Returns rows of unspecified contents in scratch memory. */
  public static QuantizedRows allocate(Scratch scratch, int n, int k) {
    if (k % 32 != 0) {
      throw new IllegalArgumentException("quantize: k is " + k + ", expected a multiple of 32");
    }
    return new QuantizedRows(
        n,
        k,
        scratch.tensor(DataType.I32, n, k / 4),
        scratch.tensor(DataType.F32, n, (k + GROUP - 1) / GROUP),
        scratch.tensor(DataType.I32, n, k / 32),
        scratch.tensor(DataType.I32, n, k / 16));
  }

  /** Returns the view of {@code count} rows from {@code from} on. */
  public QuantizedRows rows(int from, int count) {
    return new QuantizedRows(
        count,
        k,
        codes.rows(from, count),
        scales.rows(from, count),
        shifts.rows(from, count),
        sums.rows(from, count));
  }
}
