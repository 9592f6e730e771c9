package io.millrace.decoding;

/**
 * The exponential function of {@code numerics.md} 3, one value at a time: the same bits on every
 * machine, at most 1.01 units in the last place off.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits of numerics.md
final class Exponential {

  private static final float HIGHEST = 88.72283f;
  private static final float LOWEST = -87.33f;
  private static final float ROUNDER = 12582912f; // adding it rounds to an integer
  private static final float LOG2_E = 1.44269504f;
  private static final float MINUS_LN2_HIGH = -0.693359375f;
  private static final float MINUS_LN2_LOW = 2.12194440e-4f;

  private Exponential() {}

  static float of(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    if (x > HIGHEST) {
      return Float.POSITIVE_INFINITY;
    }
    if (x < LOWEST) {
      return 0;
    }
    float n = Math.fma(x, LOG2_E, ROUNDER) - ROUNDER;
    float r = Math.fma(n, MINUS_LN2_HIGH, x);
    r = Math.fma(n, MINUS_LN2_LOW, r);
    float y = Math.fma(polynomial(r), r * r, r) + 1f;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) + ((int) n << 23));
  }

  private static float polynomial(float r) {
    float p = 1.9875691500e-4f;
    p = Math.fma(p, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    return Math.fma(p, r, 5.0000001201e-1f);
  }
}
