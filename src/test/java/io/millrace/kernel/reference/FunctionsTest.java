package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Activation;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Functions against double precision, at every 1,009th float of their range. */
class FunctionsTest {

  private static final int STRIDE = 1009;

  private interface FloatFunction {
    float apply(float x);
  }

  @Test
  void expIsWithinItsStatedError() {
    double worst = worstUlp(Functions::exp, StrictMath::exp, -87.33f, 88.72f);
    assertTrue(worst <= 1.01, "exp: " + worst + " ULP");
  }

  @Test
  void expAtItsEnds() {
    assertEquals(1f, Functions.exp(0f));
    assertEquals(1f, Functions.exp(-0f));
    assertEquals(0f, Functions.exp(-87.4f));
    assertEquals(0f, Functions.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, Functions.exp(88.73f));
    assertTrue(Float.isFinite(Functions.exp(88.72283f)));
    assertTrue(Functions.exp(-87.33f) >= Float.MIN_NORMAL);
    assertTrue(Float.isNaN(Functions.exp(Float.NaN)));
  }

  @Test
  void tanhIsWithinItsStatedError() {
    double worst = worstUlp(Functions::tanh, StrictMath::tanh, -20f, 20f);
    assertTrue(worst <= 1.34, "tanh: " + worst + " ULP");
  }

  @Test
  void tanhAtItsEnds() {
    assertEquals(1f, Functions.tanh(Float.POSITIVE_INFINITY));
    assertEquals(-1f, Functions.tanh(Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(Functions.tanh(Float.NaN)));
  }

  @Test
  void siluIsWithinItsStatedError() {
    double worst = worstUlp(f(Activation.SILU), x -> x / (1 + StrictMath.exp(-x)), -80f, 80f);
    assertTrue(worst <= 2.5, "silu: " + worst + " ULP");
  }

  @Test
  void geluTanhIsNearItsFormula() {
    DoubleUnaryOperator exact =
        x -> x / (1 + StrictMath.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    double worst = worstUlp(f(Activation.GELU_TANH), exact, -3f, 20f);
    assertTrue(worst <= 16, "gelu tanh: " + worst + " ULP"); // the exponent's error, times |2u|
    assertTrue(worstAbsolute(f(Activation.GELU_TANH), exact, -20f, -3f) <= 1e-8);
  }

  @Test
  void geluErfIsNearItsFormula() {
    DoubleUnaryOperator exact = x -> 0.5 * x * (1 + erf(x * Math.sqrt(0.5)));
    double above = worstUlp(f(Activation.GELU_ERF), exact, 0f, 20f);
    assertTrue(above <= 1.37, "gelu erf: " + above + " ULP");
    double below = worstAbsolute(f(Activation.GELU_ERF), exact, -20f, 0f);
    assertTrue(below <= 4.8e-8, "gelu erf: " + below);
  }

  @Test
  void reluKeepsWhatIsPositive() {
    assertEquals(2f, Functions.apply(Activation.RELU, 2f));
    assertEquals(0, Float.floatToRawIntBits(Functions.apply(Activation.RELU, -0f)));
    assertEquals(0f, Functions.apply(Activation.RELU, -3f));
    assertTrue(Float.isNaN(Functions.apply(Activation.RELU, Float.NaN)));
  }

  private static FloatFunction f(Activation activation) {
    return x -> Functions.apply(activation, x);
  }

  private static double worstUlp(FloatFunction f, DoubleUnaryOperator exact, float from, float to) {
    return worst(f, exact, from, to, true);
  }

  private static double worstAbsolute(
      FloatFunction f, DoubleUnaryOperator exact, float from, float to) {
    return worst(f, exact, from, to, false);
  }

  /** Walks the floats of a range by their bits: from zero downwards, then from zero upwards. */
  private static double worst(
      FloatFunction f, DoubleUnaryOperator exact, float from, float to, boolean inUlp) {
    double worst = 0;
    for (int sign = 0; sign < 2; sign++) {
      float end = sign == 0 ? to : -from;
      for (int bits = 0; bits <= Float.floatToRawIntBits(Math.max(end, 0f)); bits += STRIDE) {
        float x = Float.intBitsToFloat(bits) * (sign == 0 ? 1 : -1);
        if (x < from || x > to) {
          continue;
        }
        double y = exact.applyAsDouble(x);
        double error = Math.abs(f.apply(x) - y);
        worst = Math.max(worst, inUlp ? error / ulp(y) : error);
      }
    }
    return worst;
  }

  private static double ulp(double y) {
    return Math.max(Math.ulp((float) y), Float.MIN_VALUE);
  }

  /**
   * Error function in double: its series below 3, the continued fraction of its complement above.
   */
  private static double erf(double x) {
    double z = Math.abs(x);
    double magnitude = z < 3 ? series(z) : 1 - complement(z);
    return Math.copySign(magnitude, x);
  }

  private static double series(double z) {
    double term = z;
    double sum = z;
    for (int n = 1; term > 1e-18 * sum; n++) {
      term *= 2 * z * z / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-z * z) * sum;
  }

  private static double complement(double z) {
    double fraction = z;
    for (int n = 60; n > 0; n--) {
      fraction = z + n / 2.0 / fraction;
    }
    return StrictMath.exp(-z * z) / (Math.sqrt(Math.PI) * fraction);
  }
}
