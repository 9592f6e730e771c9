package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Python's format specification, what follows the colon in {@code "{:>8.2f}"}.
 *
 * @param fill the code point that pads
 * @param align one of {@code < > = ^}, or 0 for the type's own
 * @param sign {@code + - space}
 * @param alternate the {@code #} flag
 * @param width the least number of characters, 0 for none
 * @param grouping {@code , _} or 0 for none
 * @param precision -1 for none
 * @param type the letter, or 0 for none
 */
record FormatSpec(
    int fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {

  private static final int MAX_WIDTH = 1_000_000;

  static FormatSpec parse(String text) {
    return new FormatSpecParser(text).parse();
  }

  /** Formats {@code value} as Python's {@code format(value, spec)} does. */
  String format(Value value, Budget budget) {
    budget.write(checkedWidth());
    if (value instanceof StringValue string) {
      return formatString(string);
    }
    if (value instanceof FloatValue decimal) {
      return formatFloat(decimal.value());
    }
    Optional<BigInteger> integer = Numbers.integer(value);
    if (integer.isPresent()) {
      return formatInteger(integer.get());
    }
    throw Fault.of("unsupported format string for a value of type %s", value.typeName());
  }

  private int checkedWidth() {
    if (width > MAX_WIDTH) {
      throw Fault.of("found a width of %d, expected at most %d", width, MAX_WIDTH);
    }
    return width;
  }

  private String formatString(StringValue string) {
    if ((type != 0 && type != 's') || sign != '-' || align == '=' || alternate || grouping != 0) {
      throw new Fault("invalid format specifier for a string");
    }
    boolean cuts = precision >= 0 && precision < string.length();
    String text = cuts ? string.value().substring(0, string.offset(precision)) : string.value();
    return pad("", text, '<');
  }

  private String formatInteger(BigInteger value) {
    if (type == 'c') {
      return pad("", Character.toString(codePoint(value)), '<');
    }
    if (type != 0 && "eEfFgG%".indexOf(type) >= 0) {
      return formatFloat(Numbers.toDouble(new IntegerValue(value)));
    }
    if (precision >= 0) {
      throw new Fault("Precision not allowed in integer format specifier");
    }
    String digits = digits(value.abs());
    return pad(signOf(value.signum() < 0) + (alternate ? prefix() : ""), group(digits), '>');
  }

  private static int codePoint(BigInteger value) {
    if (value.signum() < 0 || value.compareTo(BigInteger.valueOf(Character.MAX_CODE_POINT)) > 0) {
      throw new Fault("found a number beyond the characters, expected at most 0x10ffff");
    }
    return value.intValue();
  }

  private String prefix() {
    return type == 'b' || type == 'o' || type == 'x' || type == 'X' ? "0" + type : "";
  }

  private String digits(BigInteger value) {
    return switch (type) {
      case 0, 'd', 'n' -> value.toString();
      case 'b' -> value.toString(2);
      case 'o' -> value.toString(8);
      case 'x' -> value.toString(16);
      case 'X' -> StringCases.upper(value.toString(16));
      default -> throw Fault.of("unknown format code '%s' for an integer", type);
    };
  }

  private String formatFloat(double value) {
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    return pad(signOf(negative), group(floatDigits(Math.abs(value))), '>');
  }

  private String floatDigits(double value) {
    int decimals = precision < 0 ? 6 : precision;
    return switch (type) {
      case 0 -> shortest(value);
      case 'n' -> FloatFormat.format('g', value, decimals, alternate);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> FloatFormat.format(type, value, decimals, alternate);
      case '%' -> FloatFormat.format('f', value * 100, decimals, alternate) + "%";
      default -> throw Fault.of("unknown format code '%s' for a float", type);
    };
  }

  /** Without a letter: as printed, or like g with at least one decimal. */
  private String shortest(double value) {
    if (precision < 0) {
      return FloatValue.toString(value);
    }
    String text = FloatFormat.format('g', value, precision, alternate);
    boolean whole = Double.isFinite(value) && text.indexOf('.') < 0 && text.indexOf('e') < 0;
    if (!whole) {
      return text;
    }
    return text.length() < Math.max(1, precision)
        ? text + ".0"
        : FloatFormat.format('e', value, Math.max(0, precision - 1), alternate)
            .replaceFirst("\\.?0*e", "e");
  }

  private String signOf(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  /** Puts the separator between groups of digits of the part before the point. */
  private String group(String number) {
    if (grouping == 0) {
      return number;
    }
    int end = 0;
    while (end < number.length()
        && Character.digit(number.charAt(end), 16) >= 0
        && number.charAt(end) != 'e') {
      end++;
    }
    int size = grouping == '_' && type != 0 && "boxX".indexOf(type) >= 0 ? 4 : 3;
    StringBuilder out = new StringBuilder(number);
    for (int at = end - size; at > 0; at -= size) {
      out.insert(at, grouping);
    }
    return out.toString();
  }

  private String pad(String prefix, String text, char usual) {
    int missing = width - prefix.length() - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return prefix + text;
    }
    String filler = Character.toString(fill);
    return switch (align == 0 ? usual : align) {
      case '<' -> prefix + text + filler.repeat(missing);
      case '>' -> filler.repeat(missing) + prefix + text;
      case '=' -> prefix + filler.repeat(missing) + text;
      default -> filler.repeat(missing / 2) + prefix + text + filler.repeat(missing - missing / 2);
    };
  }
}
