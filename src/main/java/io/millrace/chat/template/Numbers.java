package io.millrace.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** What the kinds of numbers have in common. */
final class Numbers {

  private Numbers() {}

  /** The integer that an int or a bool is. */
  static Optional<BigInteger> integer(Value value) {
    if (value instanceof IntegerValue integer) {
      return Optional.of(integer.value());
    }
    if (value instanceof BooleanValue bool) {
      return Optional.of(bool.value() ? BigInteger.ONE : BigInteger.ZERO);
    }
    return Optional.empty();
  }

  static boolean isNumber(Value value) {
    return value instanceof IntegerValue
        || value instanceof FloatValue
        || value instanceof BooleanValue;
  }

  /** Python's {@code float(number)}; fails for integers beyond the range. */
  static double toDouble(Value number) {
    if (number instanceof FloatValue decimal) {
      return decimal.value();
    }
    double value = integer(number).orElseThrow(() -> notANumber(number)).doubleValue();
    if (Double.isInfinite(value)) {
      throw new Fault("integer too large to convert to float");
    }
    return value;
  }

  private static Fault notANumber(Value value) {
    return value instanceof UndefinedValue undefined
        ? undefined.fault()
        : Fault.of("found a value of type %s, expected a number", value.typeName());
  }

  /** Compares two numbers exactly; empty if one is not a number (nan). */
  static Optional<Integer> compare(Value a, Value b) {
    if (a instanceof FloatValue || b instanceof FloatValue) {
      return compareFloat(a, b);
    }
    return Optional.of(integer(a).orElseThrow().compareTo(integer(b).orElseThrow()));
  }

  private static Optional<Integer> compareFloat(Value a, Value b) {
    double x = approximate(a);
    double y = approximate(b);
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Optional.empty();
    }
    if (Double.isInfinite(x) || Double.isInfinite(y) || (isFloat(a) && isFloat(b))) {
      return Optional.of(x == y ? 0 : x < y ? -1 : 1);
    }
    return Optional.of(exact(a).compareTo(exact(b)));
  }

  private static boolean isFloat(Value value) {
    return value instanceof FloatValue;
  }

  /** Like {@link #toDouble}, but an integer beyond the range stays finite. */
  private static double approximate(Value number) {
    return number instanceof FloatValue decimal ? decimal.value() : 0;
  }

  private static BigDecimal exact(Value number) {
    return number instanceof FloatValue decimal
        ? new BigDecimal(decimal.value())
        : new BigDecimal(integer(number).orElseThrow());
  }

  /** An index into {@code length} elements, counted from the end when negative. */
  static Optional<Integer> index(Value key, int length) {
    BigInteger size = BigInteger.valueOf(length);
    return integer(key)
        .map(i -> i.signum() < 0 ? i.add(size) : i)
        .filter(i -> i.signum() >= 0 && i.compareTo(size) < 0)
        .map(BigInteger::intValue);
  }

  static boolean isHashable(Value value) {
    return !(value instanceof ListValue || value instanceof DictValue || value instanceof DictView);
  }

  /** What is equal for values that Python holds to be equal keys. */
  static Object identity(Value value) {
    if (value instanceof StringValue string) {
      return string.value();
    }
    if (value instanceof FloatValue decimal) {
      double d = decimal.value();
      return Math.rint(d) == d && !Double.isInfinite(d)
          ? new BigDecimal(d).toBigInteger()
          : (Object) d;
    }
    if (value instanceof UndefinedValue) {
      return UndefinedValue.class;
    }
    if (!isHashable(value)) {
      throw Fault.of("found a %s as a key, expected a string or a number", value.typeName());
    }
    Optional<BigInteger> integer = integer(value);
    return integer.isPresent() ? integer.get() : value;
  }
}
