package io.millrace.chat.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call passes.
 *
 * @param positional in order
 * @param named by keyword, in order
 */
record Arguments(List<Value> positional, Map<String, Value> named) {

  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Value... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /** These without the first {@code count} positional ones. */
  Arguments skip(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  /** Assigns these to the parameters of {@code function}, or fails as a Python call does. */
  Bound bind(String function, Parameters parameters) {
    List<String> names = parameters.names();
    if (positional.size() > names.size()) {
      throw Fault.of(
          "%s() takes %d arguments, found %d", function, names.size(), positional.size());
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      values.put(names.get(i), positional.get(i));
    }
    named.forEach((name, value) -> putNamed(function, parameters, values, name, value));
    for (String name : names.subList(0, parameters.required())) {
      if (!values.containsKey(name)) {
        throw Fault.of("%s() misses its argument '%s'", function, name);
      }
    }
    return new Bound(function, values);
  }

  private static void putNamed(
      String function, Parameters parameters, Map<String, Value> values, String name, Value value) {
    if (!parameters.names().contains(name)) {
      throw Fault.of("%s() got an unexpected keyword argument '%s'", function, name);
    }
    if (values.put(name, value) != null) {
      throw Fault.of("%s() got multiple values for argument '%s'", function, name);
    }
  }
}
