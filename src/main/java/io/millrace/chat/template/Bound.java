package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** The arguments of one call of a built-in function, by parameter. */
record Bound(String function, Map<String, Value> values) {

  private static final BigInteger MAX = BigInteger.valueOf(Integer.MAX_VALUE);

  /** The argument, if one was passed. */
  Optional<Value> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The argument, if one was passed that is not {@code none}. */
  Optional<Value> present(String name) {
    return find(name).filter(value -> !(value instanceof NoneValue));
  }

  /** A required argument. */
  Value get(String name) {
    return find(name).orElseThrow();
  }

  boolean isTrue(String name) {
    return find(name).map(Value::isTrue).orElse(false);
  }

  /** An integer, brought into the range of an int; {@code otherwise} if it was not passed. */
  int integer(String name, int otherwise) {
    return find(name).map(value -> toInt(name, value)).orElse(otherwise);
  }

  private int toInt(String name, Value value) {
    BigInteger integer = Numbers.integer(value).orElseThrow(() -> wrong(name, value, "an integer"));
    return integer.max(MAX.negate()).min(MAX).intValue();
  }

  /** A string; {@code otherwise} if it was not passed. */
  StringValue string(String name, StringValue otherwise) {
    return find(name).map(value -> toText(name, value)).orElse(otherwise);
  }

  /** A required string. */
  StringValue string(String name) {
    return toText(name, get(name));
  }

  private StringValue toText(String name, Value value) {
    if (value instanceof StringValue string) {
      return string;
    }
    throw wrong(name, value, "a string");
  }

  Fault wrong(String name, Value value, String expected) {
    return value instanceof UndefinedValue undefined
        ? undefined.fault()
        : Fault.of(
            "%s(): %s is of type %s, expected %s", function, name, value.typeName(), expected);
  }
}
