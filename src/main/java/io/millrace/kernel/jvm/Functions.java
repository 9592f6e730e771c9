package io.millrace.kernel.jvm;

import io.millrace.kernel.Activation;

/** The functions of one float as numerics.md 3 defines them; constants and errors stand there. */
final class Functions {

  private static final float ROUND = 12582912f; // 1.5 * 2^23: adding it leaves an integer

  private Functions() {}

  static float exp(float x) {
    if (!(x >= -87.33f)) {
      return x < -87.33f ? 0f : x;
    }
    if (x > 88.72283f) {
      return Float.POSITIVE_INFINITY;
    }
    float n = Math.fma(x, 1.442695f, ROUND) - ROUND;
    float r = Math.fma(n, 2.1219444e-4f, Math.fma(n, -0.6933594f, x));
    float p = Math.fma(1.9875691e-4f, r, 0.0013981999f);
    p = Math.fma(p, r, 0.008333452f);
    p = Math.fma(p, r, 0.041665796f);
    p = Math.fma(p, r, 0.16666666f);
    p = Math.fma(p, r, 0.5f);
    float y = Math.fma(p, r * r, r) + 1f;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) + ((int) n << 23));
  }

  static float tanh(float x) {
    float magnitude = Math.abs(x);
    if (!(magnitude < 0.625f)) {
      return Math.copySign(1f - 2f / (exp(2f * magnitude) + 1f), x);
    }
    float z = x * x;
    float p = Math.fma(-0.0057049887f, z, 0.020639088f);
    p = Math.fma(p, z, -0.053739715f);
    p = Math.fma(p, z, 0.13331442f);
    p = Math.fma(p, z, -0.3333328f);
    return Math.fma(p * z, x, x);
  }

  private static float geluErf(float x) {
    float a = Math.abs(x) < 16f ? Math.abs(x) : 16f;
    float q = Math.fma(-1.9166273e-6f, a, 2.6993874e-5f);
    q = Math.fma(q, a, -1.2872336e-4f);
    q = Math.fma(q, a, -9.3586226e-5f);
    q = Math.fma(q, a, 0.004892202f);
    q = Math.fma(q, a, -0.03638406f);
    q = Math.fma(q, a, -0.31830013f);
    float beyond = exp(Math.fma(q, a, -0.7978852f) * a);
    return x > 0f ? Math.fma(-0.5f * a, beyond, x) : 0.5f * x * beyond;
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
}
