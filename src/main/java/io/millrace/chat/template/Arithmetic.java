package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Python's arithmetic operators, within a budget. */
final class Arithmetic {

  private final Budget budget;

  Arithmetic(Budget budget) {
    this.budget = budget;
  }

  /** Two integers; see {@link #integers}. */
  private record Pair(BigInteger a, BigInteger b) {}

  Value add(Value a, Value b) {
    if (a instanceof StringValue x && b instanceof StringValue y) {
      return concatenate(x, y);
    }
    if (a instanceof ListValue x && b instanceof ListValue y && x.isTuple() == y.isTuple()) {
      budget.spend((long) x.length() + y.length());
      List<Value> all = new ArrayList<>(x.elements());
      all.addAll(y.elements());
      return new ListValue(x.isTuple() ? ListValue.Kind.TUPLE : ListValue.Kind.LIST, all);
    }
    Optional<Pair> integers = integers(a, b);
    if (integers.isPresent()) {
      return new IntegerValue(integers.get().a().add(integers.get().b()));
    }
    checkNumbers("+", a, b);
    return new FloatValue(Numbers.toDouble(a) + Numbers.toDouble(b));
  }

  /** A plain string is escaped when its neighbour is markup. */
  private StringValue concatenate(StringValue a, StringValue b) {
    budget.write((long) a.value().length() + b.value().length());
    if (a.isMarkup() || b.isMarkup()) {
      return StringValue.markup(Markup.escape(a, budget) + Markup.escape(b, budget));
    }
    return new StringValue(a.value() + b.value());
  }

  Value subtract(Value a, Value b) {
    Optional<Pair> integers = integers(a, b);
    if (integers.isPresent()) {
      return new IntegerValue(integers.get().a().subtract(integers.get().b()));
    }
    checkNumbers("-", a, b);
    return new FloatValue(Numbers.toDouble(a) - Numbers.toDouble(b));
  }

  Value multiply(Value a, Value b) {
    Optional<Pair> integers = integers(a, b);
    if (integers.isPresent()) {
      return new IntegerValue(integers.get().a().multiply(integers.get().b()));
    }
    if (Numbers.integer(a).isPresent() && (b instanceof StringValue || b instanceof ListValue)) {
      return repeat(b, Numbers.integer(a).get());
    }
    if (Numbers.integer(b).isPresent() && (a instanceof StringValue || a instanceof ListValue)) {
      return repeat(a, Numbers.integer(b).get());
    }
    checkNumbers("*", a, b);
    return new FloatValue(Numbers.toDouble(a) * Numbers.toDouble(b));
  }

  private Value repeat(Value sequence, BigInteger times) {
    int count = times.max(BigInteger.ZERO).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
    if (sequence instanceof StringValue text) {
      budget.write((long) text.value().length() * count);
      return text.alike(text.value().isEmpty() ? "" : text.value().repeat(count));
    }
    ListValue list = (ListValue) sequence;
    budget.spend((long) list.length() * count);
    List<Value> all = new ArrayList<>();
    for (List<Value> copy : Collections.nCopies(list.length() == 0 ? 0 : count, list.elements())) {
      all.addAll(copy);
    }
    return new ListValue(list.kind(), all);
  }

  Value divide(Value a, Value b) {
    checkNumbers("/", a, b);
    checkDivisor(b);
    return new FloatValue(Numbers.toDouble(a) / Numbers.toDouble(b));
  }

  Value floorDivide(Value a, Value b) {
    checkNumbers("//", a, b);
    checkDivisor(b);
    Optional<Pair> integers = integers(a, b);
    if (integers.isPresent()) {
      return new IntegerValue(floorDivide(integers.get()));
    }
    double x = Numbers.toDouble(a);
    double y = Numbers.toDouble(b);
    double quotient = (x - floorRemainder(x, y)) / y;
    double floor = Math.floor(quotient);
    return new FloatValue(quotient - floor > 0.5 ? floor + 1 : floor);
  }

  Value remainder(Value a, Value b) {
    if (a instanceof StringValue pattern) {
      return PercentFormat.format(pattern, b, budget);
    }
    checkNumbers("%", a, b);
    checkDivisor(b);
    Optional<Pair> integers = integers(a, b);
    if (integers.isPresent()) {
      Pair pair = integers.get();
      return new IntegerValue(pair.a().subtract(floorDivide(pair).multiply(pair.b())));
    }
    return new FloatValue(floorRemainder(Numbers.toDouble(a), Numbers.toDouble(b)));
  }

  /** The remainder with the divisor's sign, as Python has it. */
  private static double floorRemainder(double x, double y) {
    double remainder = x % y;
    if (remainder == 0) {
      return Math.copySign(0.0, y);
    }
    return (remainder < 0) == (y < 0) ? remainder : remainder + y;
  }

  private static BigInteger floorDivide(Pair pair) {
    BigInteger[] parts = pair.a().divideAndRemainder(pair.b());
    boolean below = parts[1].signum() != 0 && parts[1].signum() != pair.b().signum();
    return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  Value power(Value a, Value b) {
    checkNumbers("** or pow()", a, b);
    Optional<Pair> integers = integers(a, b);
    if (integers.isPresent() && integers.get().b().signum() >= 0) {
      return power(integers.get());
    }
    double x = Numbers.toDouble(a);
    double y = Numbers.toDouble(b);
    if (x == 0 && y < 0) {
      throw new Fault("0.0 cannot be raised to a negative power");
    }
    double result = Math.pow(x, y);
    boolean complex = x < 0 && Double.isFinite(y) && Math.rint(y) != y;
    if (complex || (Double.isInfinite(result) && Double.isFinite(x) && Double.isFinite(y))) {
      throw Fault.of(
          "the power %s ** %s is not a float", FloatValue.toString(x), FloatValue.toString(y));
    }
    return new FloatValue(result);
  }

  private static Value power(Pair pair) {
    BigInteger base = pair.a();
    int bits = base.abs().bitLength();
    if (bits <= 1) {
      // Powers of -1, 0 and 1 alternate from exponent 1 on.
      return new IntegerValue(base.pow(pair.b().signum() == 0 ? 0 : pair.b().testBit(0) ? 1 : 2));
    }
    BigInteger atLeast = pair.b().multiply(BigInteger.valueOf(bits - 1L));
    IntegerValue.checkBits(atLeast.min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue());
    return new IntegerValue(base.pow(pair.b().intValue()));
  }

  Value negate(Value value) {
    if (value instanceof FloatValue decimal) {
      return new FloatValue(-decimal.value());
    }
    return new IntegerValue(
        Numbers.integer(value).orElseThrow(() -> badOperand("-", value)).negate());
  }

  Value plus(Value value) {
    if (value instanceof FloatValue) {
      return value;
    }
    return new IntegerValue(Numbers.integer(value).orElseThrow(() -> badOperand("+", value)));
  }

  private static Fault badOperand(String operator, Value value) {
    return value instanceof UndefinedValue undefined
        ? undefined.fault()
        : Fault.of("bad operand type for unary %s: '%s'", operator, value.typeName());
  }

  private static Optional<Pair> integers(Value a, Value b) {
    return Numbers.integer(a).flatMap(x -> Numbers.integer(b).map(y -> new Pair(x, y)));
  }

  private static void checkDivisor(Value divisor) {
    if (!divisor.isTrue()) {
      throw new Fault("division by zero");
    }
  }

  private static void checkNumbers(String operator, Value a, Value b) {
    if (!Numbers.isNumber(a) || !Numbers.isNumber(b)) {
      throw unsupported(operator, a, b, "unsupported operand type(s) for %s: '%s' and '%s'");
    }
  }

  /** The fault of an operator on values it does not take; an undefined one is named. */
  static Fault unsupported(String operator, Value a, Value b, String pattern) {
    if (a instanceof UndefinedValue undefined) {
      return undefined.fault();
    }
    if (b instanceof UndefinedValue undefined) {
      return undefined.fault();
    }
    return Fault.of(pattern, operator, a.typeName(), b.typeName());
  }
}
