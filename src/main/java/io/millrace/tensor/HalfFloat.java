package io.millrace.tensor;

/**
 * Conversions between f32 and the two 16-bit formats, IEEE binary16 (F16) and bfloat16 (BF16).
 *
 * <p>Narrowing rounds to nearest, ties to even; widening is exact, subnormals included.
 */
public final class HalfFloat {

  private HalfFloat() {}

  /** Widens binary16. A NaN keeps its sign and payload. */
  public static float fromF16(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
    }
    int wide = exponent == 0x1f ? 0x7f800000 : (exponent + 112) << 23;
    return Float.intBitsToFloat(sign | wide | (mantissa << 13));
  }

  /** Narrows to binary16. Magnitudes from 65520 on become infinity; NaN becomes a quiet NaN. */
  public static short toF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
    }
    if (magnitude >= 0x477ff000) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      // Adding 0.5 aligns the last place of a subnormal half with that of the sum, which rounds.
      float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | (Float.floatToRawIntBits(shifted) - 0x3f000000));
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - 0x38000000) >>> 13));
  }

  /** Widens bfloat16. */
  public static float fromBf16(short brain) {
    return Float.intBitsToFloat(brain << 16);
  }

  /** Narrows to bfloat16. NaN becomes a quiet NaN. */
  public static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
