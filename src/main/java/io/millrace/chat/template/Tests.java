package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The tests, what follows {@code is}, by name. */
final class Tests {

  /** What a test asks of its input. */
  @FunctionalInterface
  interface Test {
    boolean apply(Value input, Arguments arguments, Frame frame);
  }

  private static final Parameters OTHER = Parameters.of("other");

  private static final Map<String, Test> TESTS = tests();

  private Tests() {}

  static Optional<Test> find(String name) {
    return Optional.ofNullable(TESTS.get(name));
  }

  private static Map<String, Test> tests() {
    Map<String, Test> tests = new HashMap<>();
    addKinds(tests);
    addConstants(tests);
    addNumbers(tests);
    addText(tests);
    addComparison(tests, Comparison.Operator.EQUAL, "eq", "==", "equalto");
    addComparison(tests, Comparison.Operator.NOT_EQUAL, "ne", "!=");
    addComparison(tests, Comparison.Operator.LESS, "lt", "<", "lessthan");
    addComparison(tests, Comparison.Operator.LESS_OR_EQUAL, "le", "<=");
    addComparison(tests, Comparison.Operator.GREATER, "gt", ">", "greaterthan");
    addComparison(tests, Comparison.Operator.GREATER_OR_EQUAL, "ge", ">=");
    addComparison(tests, Comparison.Operator.IN, "in");
    return Map.copyOf(tests);
  }

  private static void add(Map<String, Test> tests, String name, Predicate<Value> test) {
    tests.put(
        name,
        (input, args, frame) -> {
          args.bind(name, Parameters.NONE);
          return test.test(input);
        });
  }

  private static void addKinds(Map<String, Test> tests) {
    add(tests, "defined", value -> !(value instanceof UndefinedValue));
    add(tests, "undefined", value -> value instanceof UndefinedValue);
    add(tests, "string", value -> value instanceof StringValue);
    add(tests, "mapping", value -> value instanceof DictValue);
    add(tests, "iterable", Value::isIterable);
    add(tests, "sequence", Tests::isSequence);
    add(tests, "callable", v -> v instanceof FunctionValue || v instanceof LoopValue);
    add(tests, "number", Numbers::isNumber);
    add(tests, "integer", value -> value instanceof IntegerValue);
    add(tests, "float", value -> value instanceof FloatValue);
    add(tests, "boolean", value -> value instanceof BooleanValue);
    add(tests, "escaped", value -> value instanceof StringValue text && text.isMarkup());
  }

  /** What has a length and takes an index; a dictionary does too. */
  private static boolean isSequence(Value value) {
    return value instanceof StringValue
        || value instanceof ListValue
        || value instanceof DictValue
        || value instanceof RangeValue
        || value instanceof UndefinedValue;
  }

  private static void addConstants(Map<String, Test> tests) {
    add(tests, "none", value -> value instanceof NoneValue);
    add(tests, "true", value -> value instanceof BooleanValue bool && bool.value());
    add(tests, "false", value -> value instanceof BooleanValue bool && !bool.value());
  }

  private static void addNumbers(Map<String, Test> tests) {
    add(tests, "odd", value -> isRemainder(value, 2, 1));
    add(tests, "even", value -> isRemainder(value, 2, 0));
    tests.put(
        "divisibleby",
        (input, args, frame) -> {
          Value divisor = args.bind("divisibleby", Parameters.of("num")).get("num");
          return !modulo(input, divisor).isTrue();
        });
  }

  private static boolean isRemainder(Value value, long divisor, long remainder) {
    Value found = modulo(value, IntegerValue.of(divisor));
    return Numbers.isNumber(found)
        && Numbers.compare(found, new IntegerValue(BigInteger.valueOf(remainder)))
            .equals(Optional.of(0));
  }

  private static Value modulo(Value value, Value divisor) {
    return new Arithmetic(new Budget()).remainder(value, divisor);
  }

  private static void addText(Map<String, Test> tests) {
    tests.put(
        "lower", (in, args, frame) -> StringPredicates.test("islower", in.text(frame.budget())));
    tests.put(
        "upper", (in, args, frame) -> StringPredicates.test("isupper", in.text(frame.budget())));
    tests.put("sameas", (in, args, frame) -> isSame(in, args.bind("sameas", OTHER).get("other")));
    tests.put("filter", (in, args, frame) -> Filters.find(in.text(frame.budget())).isPresent());
    tests.put("test", (in, args, frame) -> find(in.text(frame.budget())).isPresent());
  }

  /** Python's {@code is}, where templates can rely on it: constants and whole objects. */
  private static boolean isSame(Value a, Value b) {
    return a == b
        || (a instanceof NoneValue && b instanceof NoneValue)
        || (a instanceof BooleanValue && a.equals(b))
        || (a instanceof IntegerValue && a.equals(b));
  }

  private static void addComparison(
      Map<String, Test> tests, Comparison.Operator operator, String... names) {
    for (String name : names) {
      tests.put(
          name,
          (input, args, frame) ->
              operator.holds(frame.comparisons(), input, args.bind(name, OTHER).get("other")));
    }
  }
}
