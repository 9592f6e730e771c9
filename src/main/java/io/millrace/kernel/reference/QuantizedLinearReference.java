package io.millrace.kernel.reference;

import io.millrace.kernel.QuantizedRows;
import io.millrace.quant.BlockForm;

/**
 * Products of int8 rows with quantized weights: integer sums are exact, floats are added group by
 * group of 256 in ascending order, one accumulator an output.
 */
final class QuantizedLinearReference {

  private static final int SUB_GROUP = 32;

  private QuantizedLinearReference() {}

  static float dot(WeightRow w, ActivationRow x) {
    float acc = 0f;
    for (int from = 0; from < w.codes.length; from += QuantizedRows.GROUP) {
      int to = Math.min(from + QuantizedRows.GROUP, w.codes.length);
      acc =
          switch (w.form) {
            case SCALE, SCALE_AND_MIN -> addSmallBlocks(w, x, from, to, acc);
            case SUB_SCALES, SUB_SCALES_AND_MINS -> addLargeBlock(w, x, from, acc);
            case FLOATS -> throw new AssertionError("a type without codes reached a product");
          };
    }
    return acc;
  }

  /** Adds blocks of 32 with a scale each, and a min for some. */
  private static float addSmallBlocks(WeightRow w, ActivationRow x, int from, int to, float acc) {
    float t = 0f;
    for (int k = from; k < to; k += SUB_GROUP) {
      int j = k / SUB_GROUP;
      int sum = product(w, x, k, SUB_GROUP);
      t = Math.fma(w.scales[j], (float) (sum << x.shifts[j]), t);
      if (w.form == BlockForm.SCALE_AND_MIN) {
        t = Math.fma(w.mins[j], (float) (x.sum(k, SUB_GROUP) << x.shifts[j]), t);
      }
    }
    return Math.fma(t, x.eighthScale(from / QuantizedRows.GROUP), acc);
  }

  /** Adds a block of 256 with integer sub-scales, and integer sub-mins for some. */
  private static float addLargeBlock(WeightRow w, ActivationRow x, int from, float acc) {
    int block = from / QuantizedRows.GROUP;
    int sum = 0;
    int minSum = 0;
    for (int k = from; k < from + QuantizedRows.GROUP; k += w.subBlockLength) {
      int s = k / w.subBlockLength;
      int shift = x.shifts[k / SUB_GROUP];
      sum += w.subScales[s] * (product(w, x, k, w.subBlockLength) << shift);
      minSum += w.subMins[s] * (x.sum(k, w.subBlockLength) << shift);
    }
    float da8 = x.eighthScale(block);
    float result = Math.fma(w.scales[block] * da8, (float) sum, acc);
    if (w.form == BlockForm.SUB_SCALES_AND_MINS) {
      result = Math.fma(-(w.mins[block] * da8), (float) minSum, result);
    }
    return result;
  }

  private static int product(WeightRow w, ActivationRow x, int from, int length) {
    int sum = 0;
    for (int k = from; k < from + length; k++) {
      sum += w.codes[k] * x.codes[k];
    }
    return sum;
  }
}
