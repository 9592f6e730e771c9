package io.millrace.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Doubles in the fewest decimal digits that name them, in the notation of JSON (and of Python).
 *
 * <p>{@link Double#toString} changed with JDK 19, so the digits come from jackson-core's own
 * Schubfach writer, the same on every JDK. Java's convention of at least two digits lets it miss
 * the shortest form of the very smallest numbers; those take the slow way.
 */
public final class Decimals {

  /** Below this a double may have several names of two digits, and one of one digit. */
  private static final double TINY = 1e-300;

  private static final int MAX_DIGITS = 17;

  private Decimals() {}

  /**
   * The decimal form of {@code value}: {@code 0.1}, {@code 1.0}, {@code 1e-05}, {@code 1.5e+16}; an
   * exponent from 1e16 and below 1e-4.
   *
   * @throws IllegalArgumentException if {@code value} is infinite or not a number
   */
  public static String toString(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("Decimals: value is " + value + ", expected a finite one");
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    double size = Math.abs(value);
    BigDecimal digits =
        size < TINY ? shortest(size) : new BigDecimal(NumberOutput.toString(size, true));
    return (value < 0 ? "-" : "") + layOut(digits.stripTrailingZeros());
  }

  /** The double nearest to the shortest decimal form of {@code value}, which is finite. */
  static double widen(float value) {
    return Double.parseDouble(NumberOutput.toString(value, true));
  }

  /** By trial: the closest of the shortest decimals that round to {@code value}, positive. */
  static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
      boolean belowNames = below.doubleValue() == value;
      boolean aboveNames = above.doubleValue() == value;
      if (belowNames && aboveNames) {
        return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      }
      if (belowNames || aboveNames) {
        return belowNames ? below : above;
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
  }

  private static String layOut(BigDecimal decimal) {
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    if (exponent < -4 || exponent >= 16) {
      return scientific(digits, exponent);
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    if (digits.length() <= exponent + 1) {
      return digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
    }
    return digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
  }

  private static String scientific(String digits, int exponent) {
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    int size = Math.abs(exponent);
    return digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }
}
