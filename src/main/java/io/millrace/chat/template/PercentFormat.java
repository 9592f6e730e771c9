package io.millrace.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;

/** Python's {@code pattern % values}: printf conversions. */
final class PercentFormat {

  private final String pattern;
  private final boolean markup;
  private final Value values;
  private final Iterator<Value> rest;
  private final Budget budget;
  private final Text out;
  private int at;

  private PercentFormat(StringValue pattern, Value values, Budget budget) {
    this.pattern = pattern.value();
    this.markup = pattern.isMarkup();
    this.values = values;
    this.budget = budget;
    this.out = new Text(budget);
    boolean tuple = values instanceof ListValue list && list.isTuple();
    this.rest = tuple ? values.iterate() : List.of(values).iterator();
  }

  static Value format(StringValue pattern, Value values, Budget budget) {
    PercentFormat format = new PercentFormat(pattern, values, budget);
    format.run();
    return pattern.alike(format.out.toString());
  }

  private void run() {
    while (at < pattern.length()) {
      int percent = pattern.indexOf('%', at);
      int end = percent < 0 ? pattern.length() : percent;
      out.append(pattern.substring(at, end));
      at = end + 1;
      if (percent >= 0) {
        conversion();
      }
    }
    boolean mapping =
        values instanceof DictValue
            || values instanceof RangeValue
            || (values instanceof ListValue list && !list.isTuple());
    if (rest.hasNext() && !mapping) {
      throw new Fault("not all arguments converted during string formatting");
    }
  }

  /** Writes the conversion whose percent sign has been passed. */
  private void conversion() {
    Value keyed = key();
    String flags = takeWhile("#0- +");
    int width = number();
    boolean left = flags.indexOf('-') >= 0 || width < 0;
    int precision = -1;
    if (at < pattern.length() && pattern.charAt(at) == '.') {
      at++;
      precision = Math.max(0, number());
    }
    takeWhile("hlL");
    if (at >= pattern.length()) {
      throw new Fault("incomplete format");
    }
    char type = pattern.charAt(at++);
    if (type == '%') {
      out.append("%");
      return;
    }
    Value value = keyed instanceof UndefinedValue ? next() : keyed;
    char align = left ? '<' : flags.indexOf('0') >= 0 && "sracSRAC".indexOf(type) < 0 ? '=' : '>';
    char sign = flags.indexOf('+') >= 0 ? '+' : flags.indexOf(' ') >= 0 ? ' ' : '-';
    FormatSpec spec =
        new FormatSpec(
            align == '=' ? '0' : ' ',
            align,
            sign,
            flags.indexOf('#') >= 0,
            Math.abs(width),
            (char) 0,
            precision,
            type);
    out.append(convert(value, spec));
  }

  /** The value of a {@code (key)}; undefined if there is none. */
  private Value key() {
    if (at >= pattern.length() || pattern.charAt(at) != '(') {
      return UndefinedValue.name("key");
    }
    int end = pattern.indexOf(')', at);
    if (end < 0 || !(values instanceof DictValue dict)) {
      throw new Fault(end < 0 ? "incomplete format key" : "format requires a mapping");
    }
    String key = pattern.substring(at + 1, end);
    at = end + 1;
    return dict.item(new StringValue(key))
        .orElseThrow(() -> Fault.of("found no key '%s' to format", key));
  }

  private String takeWhile(String set) {
    int start = at;
    while (at < pattern.length() && set.indexOf(pattern.charAt(at)) >= 0) {
      at++;
    }
    return pattern.substring(start, at);
  }

  /** A number, or the next value for a star; 0 if there is neither. */
  private int number() {
    if (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
      return Numbers.integer(next())
          .filter(i -> i.bitLength() < 30)
          .orElseThrow(() -> new Fault("* wants int"))
          .intValue();
    }
    String digits = takeWhile("0123456789");
    if (digits.length() > 9) {
      throw Fault.of("found the number %s in a format, expected a smaller one", digits);
    }
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private Value next() {
    if (!rest.hasNext()) {
      throw new Fault("not enough arguments for format string");
    }
    return rest.next();
  }

  private String convert(Value value, FormatSpec spec) {
    return switch (spec.type()) {
      case 's' -> text(value, printed(value), spec);
      case 'r', 'a' -> text(value, represented(value), spec);
      case 'c' -> text(value, character(value), spec);
      case 'd', 'i', 'u' -> integer(truncate(value), spec, 'd');
      case 'x', 'X', 'o' -> integer(wholeNumber(value), spec, spec.type());
      case 'e', 'E', 'f', 'F', 'g', 'G' -> spec.format(new FloatValue(number(value)), budget);
      default -> throw Fault.of("unsupported format character '%s'", spec.type());
    };
  }

  private String printed(Value value) {
    boolean plain = !(value instanceof StringValue string && string.isMarkup());
    String text = value.text(budget);
    return markup && plain ? Markup.escape(text, budget) : text;
  }

  private String represented(Value value) {
    Text text = new Text(budget);
    value.represent(text);
    return text.toString();
  }

  private static String character(Value value) {
    if (value instanceof StringValue string && string.length() == 1) {
      return string.value();
    }
    BigInteger code =
        Numbers.integer(value)
            .filter(i -> i.signum() >= 0 && i.bitLength() <= 20)
            .orElseThrow(() -> new Fault("the conversion c requires int or char"));
    return Character.toString(code.intValue());
  }

  private String text(Value value, String text, FormatSpec spec) {
    if (value instanceof UndefinedValue undefined && spec.type() == 'c') {
      throw undefined.fault();
    }
    int cut = spec.type() == 'c' ? -1 : spec.precision();
    char align = spec.align() == '<' ? '<' : '>';
    FormatSpec plain = new FormatSpec(' ', align, '-', false, spec.width(), (char) 0, cut, 's');
    return plain.format(new StringValue(text), budget);
  }

  private static BigInteger truncate(Value value) {
    if (value instanceof FloatValue decimal && Double.isFinite(decimal.value())) {
      return new BigDecimal(decimal.value()).toBigInteger();
    }
    return wholeNumber(value);
  }

  private static BigInteger wholeNumber(Value value) {
    return Numbers.integer(value)
        .orElseThrow(() -> Fault.of("a number format requires a number, not %s", value.typeName()));
  }

  private static double number(Value value) {
    if (!Numbers.isNumber(value)) {
      throw Fault.of("must be real number, not %s", value.typeName());
    }
    return Numbers.toDouble(value);
  }

  /** The precision of an integer is its least number of digits. */
  private String integer(BigInteger value, FormatSpec spec, char type) {
    if (spec.precision() > FloatFormat.MAX_PRECISION) {
      throw Fault.of("found a precision of %d, expected a smaller one", spec.precision());
    }
    FormatSpec digitsOnly = new FormatSpec(' ', (char) 0, '-', false, 0, (char) 0, -1, type);
    String digits = digitsOnly.format(new IntegerValue(value.abs()), budget);
    String padded = "0".repeat(Math.max(0, spec.precision() - digits.length())) + digits;
    String prefix = spec.alternate() && type != 'd' ? "0" + type : "";
    String sign = value.signum() < 0 ? "-" : spec.sign() == '-' ? "" : String.valueOf(spec.sign());
    int missing = Math.max(0, spec.width() - sign.length() - prefix.length() - padded.length());
    budget.write(missing);
    return switch (spec.align()) {
      case '<' -> sign + prefix + padded + " ".repeat(missing);
      case '=' -> sign + prefix + "0".repeat(missing) + padded;
      default -> " ".repeat(missing) + sign + prefix + padded;
    };
  }
}
