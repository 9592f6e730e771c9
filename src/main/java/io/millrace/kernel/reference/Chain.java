package io.millrace.kernel.reference;

import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;

/** How a chain of attention takes its operands: as they come, or for a BF16 cache in pairs. */
enum Chain {
  /** Ascending, nothing rounded. */
  PLAIN {
    @Override
    int operand(int i, int count) {
      return i;
    }

    @Override
    float round(float x) {
      return x;
    }

    @Override
    float rescale(float sum, float factor) {
      return sum * factor;
    }
  },

  /** The second of a pair first, rounded to BF16, and so that no sum is ever subnormal. */
  PAIRED {
    @Override
    int operand(int i, int count) {
      int other = i ^ 1;
      return other < count ? other : i;
    }

    @Override
    float round(float x) {
      return Math.abs(x) < SMALLEST_OPERAND ? 0f : HalfFloat.fromBf16(HalfFloat.toBf16(x));
    }

    @Override
    float rescale(float sum, float factor) {
      if (factor == 1f) {
        return sum;
      }
      float rescaled = sum * factor;
      return Math.abs(rescaled) < SMALLEST_SUM ? 0f : rescaled;
    }
  };

  private static final float SMALLEST_OPERAND = 0x1p-50f;
  private static final float SMALLEST_SUM = 0x1p-100f;

  static Chain of(DataType cache) {
    return cache == DataType.BF16 ? PAIRED : PLAIN;
  }

  /** Which of {@code count} operands is taken as number {@code i}. */
  abstract int operand(int i, int count);

  /** Rounds an operand. */
  abstract float round(float x);

  /** Multiplies what was summed up by the factor of a new maximum. */
  abstract float rescale(float sum, float factor);
}
