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

  static float erf(float x) {
    float magnitude = Math.abs(x);
    if (Float.isNaN(x)) {
      return x;
    }
    return magnitude < 0.93f ? erfNearZero(x) : Math.copySign(erfFromSwitch(magnitude), x);
  }

  private static float erfNearZero(float x) {
    float z = x * x;
    float p = Math.fma(8.345228e-5f, z, -8.137438e-4f);
    p = Math.fma(p, z, 0.0052006342f);
    p = Math.fma(p, z, -0.02685927f);
    p = Math.fma(p, z, 0.11283694f);
    p = Math.fma(p, z, -0.37612635f);
    p = Math.fma(p, z, 0.12837917f);
    return Math.fma(p, x, x);
  }

  private static float erfFromSwitch(float magnitude) {
    float t = magnitude < 3.92f ? magnitude : 3.92f;
    float q = Math.fma(1.9535892e-4f, t, -0.0030375398f);
    q = Math.fma(q, t, 0.022204267f);
    q = Math.fma(q, t, -0.103884555f);
    q = Math.fma(q, t, -0.6372359f);
    q = Math.fma(q, t, -1.1276437f);
    q = Math.fma(q, t, -2.0340714e-4f);
    return 1f - exp(q);
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
      case GELU_ERF -> 0.5f * x * (1f + erf(x * 0.70710677f));
    };
  }
}
