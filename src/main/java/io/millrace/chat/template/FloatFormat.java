package io.millrace.chat.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The float formats of C's printf, exact and rounded half to even. Signs are the caller's. */
final class FloatFormat {

  /** More decimals than any double has. */
  static final int MAX_PRECISION = 1100;

  private FloatFormat() {}

  /** Formats {@code value}, at least 0 or special, by {@code type}: e, f, g or their capitals. */
  static String format(char type, double value, int precision, boolean alternate) {
    if (precision > MAX_PRECISION) {
      throw Fault.of("found a precision of %d, expected at most %d", precision, MAX_PRECISION);
    }
    String text =
        switch (Character.toLowerCase(type)) {
          case 'e' -> exponent(value, precision, alternate);
          case 'f' -> fixed(value, precision, alternate);
          default -> general(value, precision, alternate);
        };
    return Character.isUpperCase(type) ? StringCases.upper(text) : text;
  }

  private static boolean isSpecial(double value) {
    return !Double.isFinite(value);
  }

  private static String fixed(double value, int precision, boolean alternate) {
    if (isSpecial(value)) {
      return FloatValue.toString(value);
    }
    String text = new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && precision == 0 ? text + "." : text;
  }

  private static String exponent(double value, int precision, boolean alternate) {
    if (isSpecial(value)) {
      return FloatValue.toString(value);
    }
    BigDecimal rounded = round(value, precision + 1);
    String digits = digits(rounded, precision + 1);
    int exponent = exponent(rounded);
    String fraction = precision > 0 || alternate ? "." + digits.substring(1) : "";
    int size = Math.abs(exponent);
    return digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }

  /** Fixed or with an exponent, by size; trailing zeros go unless {@code alternate}. */
  private static String general(double value, int precision, boolean alternate) {
    if (isSpecial(value)) {
      return FloatValue.toString(value);
    }
    int significant = Math.max(1, precision);
    int exponent = exponent(round(value, significant));
    if (exponent < -4 || exponent >= significant) {
      String text = exponent(value, significant - 1, alternate);
      int mark = text.indexOf('e');
      return alternate ? text : trimZeros(text.substring(0, mark)) + text.substring(mark);
    }
    String text = fixed(value, significant - 1 - exponent, alternate);
    return alternate ? text : trimZeros(text);
  }

  static String trimZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static BigDecimal round(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  /** The first {@code count} significant digits. */
  private static String digits(BigDecimal value, int count) {
    String digits = value.signum() == 0 ? "0" : value.unscaledValue().toString();
    return digits.length() >= count
        ? digits.substring(0, count)
        : digits + "0".repeat(count - digits.length());
  }
}
