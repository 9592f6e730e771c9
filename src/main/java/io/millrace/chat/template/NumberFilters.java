package io.millrace.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** The filters that make numbers. */
final class NumberFilters {

  /** More digits than this and Python refuses to read an integer. */
  private static final int MAX_DIGITS = 4200;

  private NumberFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    Filters.add(filters, "abs", "", (input, args, frame) -> abs(input));
    Filters.add(filters, "int", "default? base?", NumberFilters::toInteger);
    Filters.add(filters, "float", "default?", (input, args, frame) -> toFloat(input, args));
    Filters.add(filters, "round", "precision? method?", NumberFilters::round);
  }

  private static Value abs(Value input) {
    if (input instanceof FloatValue decimal) {
      return new FloatValue(Math.abs(decimal.value()));
    }
    Optional<BigInteger> integer = Numbers.integer(input);
    if (integer.isPresent()) {
      return new IntegerValue(integer.get().abs());
    }
    throw input instanceof UndefinedValue undefined
        ? undefined.fault()
        : Fault.of("bad operand type for abs(): '%s'", input.typeName());
  }

  private static Value toInteger(Value input, Bound args, Frame frame) {
    checkDefined(input);
    Value otherwise = args.find("default").orElse(IntegerValue.of(0));
    if (input instanceof FloatValue decimal) {
      return truncate(decimal.value()).map(i -> (Value) new IntegerValue(i)).orElse(otherwise);
    }
    Optional<BigInteger> integer = Numbers.integer(input);
    if (integer.isPresent()) {
      return new IntegerValue(integer.get());
    }
    if (!(input instanceof StringValue text)) {
      return otherwise;
    }
    frame.budget().scan(text.value().length());
    return parseInteger(text.value(), args.integer("base", 10))
        .or(() -> parseFloat(text.value()).flatMap(NumberFilters::truncate))
        .map(i -> (Value) new IntegerValue(i))
        .orElse(otherwise);
  }

  private static void checkDefined(Value input) {
    if (input instanceof UndefinedValue undefined) {
      throw undefined.fault();
    }
  }

  private static Optional<BigInteger> truncate(double value) {
    return Double.isFinite(value)
        ? Optional.of(new BigDecimal(value).toBigInteger())
        : Optional.empty();
  }

  /** Python's {@code int(text, base)}: white space around, a sign, single underscores between. */
  private static Optional<BigInteger> parseInteger(String text, int base) {
    String digits = StringEdges.strip(text, PythonText::isSpace, true, true);
    boolean negative = digits.startsWith("-");
    digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    int radix = base == 0 ? radixOf(digits) : base;
    boolean prefixed = digits.length() > 2 && radix != 10 && radixOf(digits) == radix;
    digits = prefixed ? digits.substring(2).replaceFirst("^_", "") : digits;
    if (radix < 2 || radix > 36 || digits.length() > MAX_DIGITS || !isGrouped(digits)) {
      return Optional.empty();
    }
    String plain = digits.replace("_", "");
    if (!plain.codePoints().allMatch(c -> Character.digit(c, radix) >= 0)) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(plain, radix);
    return Optional.of(negative ? value.negate() : value);
  }

  private static int radixOf(String digits) {
    String prefix = StringCases.lower(digits.substring(0, Math.min(2, digits.length())));
    return switch (prefix) {
      case "0x" -> 16;
      case "0o" -> 8;
      case "0b" -> 2;
      default -> 10;
    };
  }

  private static boolean isGrouped(String digits) {
    return !digits.isEmpty()
        && !digits.startsWith("_")
        && !digits.endsWith("_")
        && !digits.contains("__");
  }

  private static Value toFloat(Value input, Bound args) {
    checkDefined(input);
    if (Numbers.isNumber(input)) {
      return new FloatValue(Numbers.toDouble(input));
    }
    Optional<Double> parsed =
        input instanceof StringValue text ? parseFloat(text.value()) : Optional.empty();
    return parsed
        .map(value -> (Value) new FloatValue(value))
        .orElseGet(() -> args.find("default").orElse(new FloatValue(0)));
  }

  /** Python's {@code float(text)}. */
  private static Optional<Double> parseFloat(String text) {
    String number = StringEdges.strip(text, PythonText::isSpace, true, true);
    String unsigned = StringCases.lower(number.replaceFirst("^[+-]", ""));
    int sign = number.startsWith("-") ? -1 : 1;
    return switch (unsigned) {
      case "inf", "infinity" -> Optional.of(sign * Double.POSITIVE_INFINITY);
      case "nan" -> Optional.of(Double.NaN);
      default ->
          isDecimal(unsigned)
              ? Optional.of(sign * Double.parseDouble(unsigned.replace("_", "")))
              : Optional.empty();
    };
  }

  /** Whether {@code text} is digits with an optional point and exponent, underscores between. */
  private static boolean isDecimal(String text) {
    int mark = text.indexOf('e');
    String mantissa = mark < 0 ? text : text.substring(0, mark);
    String exponent = mark < 0 ? "0" : text.substring(mark + 1);
    if (exponent.startsWith("+") || exponent.startsWith("-")) {
      exponent = exponent.substring(1);
    }
    int point = mantissa.indexOf('.');
    String whole = point < 0 ? mantissa : mantissa.substring(0, point);
    String fraction = point < 0 ? "" : mantissa.substring(point + 1);
    return (isDigits(whole) || (whole.isEmpty() && isDigits(fraction)))
        && (fraction.isEmpty() || isDigits(fraction))
        && isDigits(exponent);
  }

  private static boolean isDigits(String text) {
    return isGrouped(text)
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c == '_' || (c >= '0' && c <= '9'));
  }

  private static Value round(Value input, Bound args, Frame frame) {
    String method = args.string("method", new StringValue("common")).value();
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new Fault("method must be common, ceil or floor");
        };
    if (!Numbers.isNumber(input)) {
      throw args.wrong("input", input, "a number");
    }
    int precision = Math.max(-400, Math.min(400, args.integer("precision", 0)));
    return mode == RoundingMode.HALF_EVEN
        ? roundEven(input, precision)
        : roundScaled(input, precision, mode);
  }

  private static Value roundEven(Value input, int precision) {
    Optional<BigInteger> integer = Numbers.integer(input);
    if (integer.isPresent()) {
      BigDecimal rounded =
          new BigDecimal(integer.get()).setScale(Math.min(0, precision), RoundingMode.HALF_EVEN);
      return new IntegerValue(rounded.toBigIntegerExact());
    }
    double value = Numbers.toDouble(input);
    if (!Double.isFinite(value)) {
      return input;
    }
    double rounded =
        new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
    return new FloatValue(Math.copySign(rounded, value));
  }

  /** As jinja2 has it: scaled by a power of ten, rounded, scaled back. */
  private static Value roundScaled(Value input, int precision, RoundingMode mode) {
    double scale = Math.pow(10, precision);
    double scaled = Numbers.toDouble(input) * scale;
    if (!Double.isFinite(scaled)) {
      throw Fault.of("round: cannot scale %s", FloatValue.toString(Numbers.toDouble(input)));
    }
    return new FloatValue(
        (mode == RoundingMode.CEILING ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
  }
}
