package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments that a call in the source passes.
 *
 * @param spread what stands after a star, a sequence of further positional arguments
 * @param spreadNamed what stands after two stars, a dictionary of further named arguments
 */
record CallArguments(
    List<Expression> positional,
    Map<String, Expression> named,
    Optional<Expression> spread,
    Optional<Expression> spreadNamed) {

  static final CallArguments NONE =
      new CallArguments(List.of(), Map.of(), Optional.empty(), Optional.empty());

  Arguments evaluate(Frame frame) {
    List<Value> values = new ArrayList<>(positional.size());
    positional.forEach(argument -> values.add(argument.evaluate(frame)));
    spread.ifPresent(sequence -> sequence.evaluate(frame).iterate().forEachRemaining(values::add));
    Map<String, Value> byName = new LinkedHashMap<>();
    named.forEach((name, argument) -> byName.put(name, argument.evaluate(frame)));
    spreadNamed.ifPresent(dict -> putAll(byName, dict.evaluate(frame)));
    return new Arguments(values, byName);
  }

  private static void putAll(Map<String, Value> named, Value value) {
    if (!(value instanceof DictValue dict)) {
      throw Fault.of("argument after ** must be a mapping, not %s", value.typeName());
    }
    dict.entries()
        .forEach(
            (key, argument) -> {
              if (!(key.value() instanceof StringValue name)
                  || named.put(name.value(), argument) != null) {
                throw new Fault("keywords must be strings, each given once");
              }
            });
  }
}
