package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What filters look up by names such as {@code "function.parameters.0"}. */
final class Attributes {

  private Attributes() {}

  /** What gets the attribute; with none given, the value itself. */
  static UnaryOperator<Value> getter(Optional<Value> attribute, Budget budget) {
    if (attribute.isEmpty()) {
      return UnaryOperator.identity();
    }
    return getter(attribute.get(), Optional.empty(), budget);
  }

  /** What gets the attribute, and {@code otherwise} where there is none. */
  static UnaryOperator<Value> getter(Value attribute, Optional<Value> otherwise, Budget budget) {
    List<Value> path = path(attribute);
    return value -> {
      Value result = value;
      for (Value key : path) {
        result = Item.get(result, key, budget);
        if (otherwise.isPresent() && result instanceof UndefinedValue) {
          result = otherwise.get();
        }
      }
      return result;
    };
  }

  /** What gets several attributes, separated by commas, as a list to sort by. */
  static UnaryOperator<Value> sortKey(
      Optional<Value> attribute, UnaryOperator<Value> mapping, Budget budget) {
    List<UnaryOperator<Value>> getters = new ArrayList<>();
    if (attribute.isPresent() && attribute.get() instanceof StringValue names) {
      for (String name : names.value().split(",", -1)) {
        getters.add(getter(new StringValue(name), Optional.empty(), budget));
      }
    } else {
      getters.add(getter(attribute, budget));
    }
    return value -> {
      List<Value> keys = new ArrayList<>(getters.size());
      getters.forEach(getter -> keys.add(mapping.apply(getter.apply(value))));
      return ListValue.list(keys);
    };
  }

  private static List<Value> path(Value attribute) {
    if (!(attribute instanceof StringValue names)) {
      return List.of(attribute);
    }
    List<Value> path = new ArrayList<>();
    for (String part : names.value().split("\\.", -1)) {
      boolean number =
          !part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit);
      path.add(number ? new IntegerValue(new BigInteger(part)) : new StringValue(part));
    }
    return path;
  }

  /** Makes strings lower case; leaves other values. */
  static Value ignoreCase(Value value) {
    return value instanceof StringValue text ? text.alike(StringCases.lower(text.value())) : value;
  }
}
