package io.millrace.kernel.reference;

import io.millrace.kernel.Activation;

/**
 * Functions of one float by polynomials in f32, so that every implementation can follow bit for
 * bit. {@code numerics.md} section 3 lists the constants and the errors measured.
 */
final class Functions {

  private static final float LOG2_E = 1.442695f;
  private static final float ROUND = 12582912f; // 1.5 * 2^23: adding it leaves an integer
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -2.1219444e-4f;
  private static final float[] EXP = {
    1.9875691e-4f, 0.0013981999f, 0.008333452f, 0.041665796f, 0.16666666f, 0.5f
  };
  private static final float[] TANH = {
    -0.0057049887f, 0.020639088f, -0.053739715f, 0.13331442f, -0.3333328f
  };

  /** The logarithm of erfc(x / sqrt(2)) over x; a weighted minimax fit for this project. */
  private static final float[] BEYOND = {
    -1.9166273e-6f,
    2.6993874e-5f,
    -1.2872336e-4f,
    -9.3586226e-5f,
    0.004892202f,
    -0.03638406f,
    -0.31830013f,
    -0.7978852f
  };

  private static final float BEYOND_END = 16f; // erfc is 0 long before

  private Functions() {}

  /** e^x; +Inf above 88.72283, +0 below -87.33. */
  static float exp(float x) {
    if (Float.isNaN(x)) {
      return x;
    }
    if (x > 88.72283f) {
      return Float.POSITIVE_INFINITY;
    }
    if (x < -87.33f) {
      return 0f;
    }
    float n = Math.fma(x, LOG2_E, ROUND) - ROUND;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float y = Math.fma(polynomial(EXP, r), r * r, r) + 1f;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) + ((int) n << 23));
  }

  static float tanh(float x) {
    float magnitude = Math.abs(x);
    if (magnitude < 0.625f) {
      float z = x * x;
      return Math.fma(polynomial(TANH, z) * z, x, x);
    }
    return Math.copySign(1f - 2f / (exp(2f * magnitude) + 1f), x);
  }

  /** 0.5 x erfc(-x / sqrt(2)), so that nothing cancels below zero. */
  private static float geluErf(float x) {
    float magnitude = Math.abs(x) < BEYOND_END ? Math.abs(x) : BEYOND_END;
    float beyond = exp(polynomial(BEYOND, magnitude) * magnitude);
    return x > 0f ? Math.fma(-0.5f * magnitude, beyond, x) : 0.5f * x * beyond;
  }

  static float softCap(float x, float cap) {
    return cap * tanh(x / cap);
  }

  static float apply(Activation f, float x) {
    return switch (f) {
      case RELU -> x > 0f || Float.isNaN(x) ? x : 0f;
      case SILU -> x / (1f + exp(-x));
      case GELU_TANH -> {
        float u = 0.7978846f * Math.fma(0.044715f * (x * x), x, x);
        yield x / (1f + exp(-2f * u));
      }
      case GELU_ERF -> geluErf(x);
    };
  }

  /** Horner's scheme by fma, the coefficient of the highest power first. */
  static float polynomial(float[] coefficients, float x) {
    float p = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      p = Math.fma(p, x, coefficients[i]);
    }
    return p;
  }
}
